package dev.fleetward.app.docs;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.failure.Blame;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.dialect.Dialect;
import dev.fleetward.gateway.dialect.Dialects;
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
        return page.toString().stripTrailing() + "\n";
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
