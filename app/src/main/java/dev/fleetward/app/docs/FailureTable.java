package dev.fleetward.app.docs;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.failure.Blame;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.gateway.dialect.Dialect;
import dev.fleetward.gateway.dialect.Dialects;
import dev.fleetward.gateway.judge.Judge;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `docs/FAILURES.md`: for each failure what its caller sees. Made by asking the dialects for the
/// answers that callers would get. Stateless.
final class FailureTable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private FailureTable() {}

    static String markdown() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Failures

                        <!-- Generated from the list of failures and from the dialects. Do not edit. -->

                        Every way in which a call can fail. The status and the error's type are what a caller sees while nothing of the answer has been sent; later, the failure is an error event inside the stream, which then ends abnormally. The name stands in the column `failure` of the ledger.

                        *Tried again* means that another candidate of the route may be tried, within the retry budget and only before the first byte went out. *Held against* means that it counts against the endpoint's [breaker](BREAKERS.md). What a provider generated is charged, whoever failed; what never reached a provider costs nothing.

                        """);
        for (Blame blame : Blame.values()) {
            section(page, blame);
        }
        flaws(page);
        return page.toString().stripTrailing() + "\n";
    }

    private static void flaws(StringBuilder page) {
        page.append(
                """
                ## Answers that are whole and flawed

                What is wrong in meaning with an answer that was whole in form. Its caller gets it all the same, the call has succeeded, and what it cost is charged. The name stands in the column `flaw` of the ledger and in the metric `fleetward_answer_flaws_total`. An answer has one flaw at most: the first of this list.

                | flaw | meaning | whose | held against the endpoint |
                |---|---|---|---|
                """);
        for (Flaw flaw : Judge.WORST_FIRST) {
            page.append("| `").append(flaw.label()).append("` | ").append(flaw.meaning());
            page.append(" | ").append(flaw.blame().label());
            page.append(" | ").append(flaw.heldAgainstEndpoint() ? "yes" : "no");
            page.append(" |\n");
        }
        page.append(
                """

                Schemas are read as JSON Schema 2020-12. Judged are types, values, members, items, bounds, combinations and references within a schema. Not judged, and so never a flaw, is what rests on a regular expression (`pattern`, `patternProperties`, `format`), on `if`, dependencies, `contains`, `propertyNames`, `unevaluatedProperties` or a reference to elsewhere, what passes a [limit](LIMITS.md), text beside a tool call, and answers that were cut, declined or filtered: they are only that. `wrong_language` and `echo` are cheap guesses, looked for only where a feature asks (`features.NAME.answers`).
                """);
    }

    private static void section(StringBuilder page, Blame blame) {
        String name = blame.name().toLowerCase(Locale.ROOT);
        page.append("## Who failed: the ").append(name).append("\n\n");
        page.append(
                "| failure | meaning | OpenAI callers see | Anthropic callers see | tried again | held against the endpoint |\n");
        page.append("|---|---|---|---|---|---|\n");
        for (FailureKind kind : FailureKind.values()) {
            if (kind.blame() == blame) {
                page.append("| `").append(kind.label()).append("` | ").append(kind.meaning());
                page.append(" | ").append(seen(WireDialect.OPENAI, kind));
                page.append(" | ").append(seen(WireDialect.ANTHROPIC, kind));
                page.append(" | ").append(kind.retryable() ? "yes" : "no");
                page.append(" | ").append(kind.heldAgainstEndpoint() ? "yes" : "no");
                page.append(" |\n");
            }
        }
        page.append('\n');
    }

    private static String seen(WireDialect wire, FailureKind kind) {
        if (kind == FailureKind.HUNG_UP) {
            return "nothing";
        }
        Dialect.ErrorAnswer answer = Dialects.of(wire).error(Failure.of(kind), null);
        JsonNode error = MAPPER.readTree(answer.body()).path("error");
        String type = error.path("type").asString("");
        String code = error.path("code").asString("");
        return answer.status()
                + " `"
                + type
                + "`"
                + (code.isEmpty() || code.equals(type) ? "" : ", code `" + code + "`");
    }
}
