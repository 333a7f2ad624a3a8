package dev.fleetward.app.evaluation;

import dev.fleetward.control.registry.JsonTree;
import dev.fleetward.control.registry.SuiteCheck;
import dev.fleetward.core.evaluation.Check;
import dev.fleetward.core.evaluation.Shape;
import dev.fleetward.gateway.judge.SchemaCheck;
import org.jspecify.annotations.Nullable;

/// From what a suite file says to what an answer is held against. Stateless.
final class Checks {
    private Checks() {}

    static Check of(SuiteCheck written) {
        if (written.contains() != null) {
            return new Check.Contains(written.contains().text());
        } else if (written.matches() != null) {
            return new Check.Matches(written.matches());
        } else if (written.exactly() != null) {
            return new Check.Exactly(written.exactly().text());
        } else if (written.json() != null) {
            return new Check.Json(shape(written.json()));
        } else if (written.tool() != null) {
            return new Check.Tool(written.tool().name(), shapeOrNull(written.tool().arguments()));
        } else if (written.maxOutputTokens() != null) {
            return new Check.MaxOutputTokens(written.maxOutputTokens().value());
        } else if (written.firstToken() != null) {
            return new Check.FirstToken(written.firstToken().toNanos());
        }
        return new Check.NotRefused();
    }

    private static @Nullable Shape shapeOrNull(@Nullable JsonTree schema) {
        return schema == null ? null : shape(schema);
    }

    private static Shape shape(JsonTree schema) {
        return SchemaCheck.of(schema.json())::fault;
    }
}
