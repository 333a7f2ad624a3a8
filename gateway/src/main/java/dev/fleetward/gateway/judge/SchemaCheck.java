package dev.fleetward.gateway.judge;

import dev.fleetward.gateway.wire.JsonValue;
import org.jspecify.annotations.Nullable;

/// Holds JSON texts against a schema, as the judge does, for those who are not on an event loop.
/// Immutable.
public final class SchemaCheck {
    private final Schema schema;

    private SchemaCheck(Schema schema) {
        this.schema = schema;
    }

    /// @param json the schema as JSON text
    /// @throws IllegalArgumentException where it is no JSON
    public static SchemaCheck of(String json) {
        try {
            return new SchemaCheck(new Schema(JsonValue.parse(json)));
        } catch (JsonValue.Malformed broken) {
            throw new IllegalArgumentException("the schema is no JSON", broken);
        }
    }

    /// What is wrong with this JSON text, for people; null if it fits. What rests on a keyword that
    /// is not judged does not fit, and is told apart.
    public @Nullable String fault(String json) {
        try {
            return switch (schema.fit(JsonValue.parse(json))) {
                case FITS -> null;
                case MISFITS -> "does not fit the schema";
                case UNJUDGED -> "the schema has keywords that are not judged";
            };
        } catch (JsonValue.Malformed broken) {
            return "no JSON";
        }
    }
}
