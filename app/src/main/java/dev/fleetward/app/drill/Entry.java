package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One attempt in the ledger, as far as a drill looks at it. Immutable.
///
/// @param endpoint empty where nothing was forwarded
/// @param requestId empty where the provider's answer had not begun
/// @param input all input tokens; −1 where nobody knows, like `output`
/// @param settled whether usage is what the provider reported at the end
record Entry(
        String session,
        String callId,
        long attempt,
        boolean last,
        String outcome,
        String endpoint,
        String requestId,
        long input,
        long output,
        boolean settled) {
    /// What the admin API gives at most.
    private static final int MOST_ROWS = 10_000;

    private static final String QUERY =
            """
            SELECT coalesce(session, '') AS session, call_id, attempt, is_last, outcome,
                coalesce(endpoint, '') AS endpoint, coalesce(request_id, '') AS request_id,
                coalesce(input_tokens + coalesce(cache_read_tokens, 0)
                    + coalesce(cache_write_tokens, 0) + coalesce(cache_write_long_tokens, 0), -1)
                    AS input,
                coalesce(output_tokens, -1) AS output,
                output_provenance = 'final' AS settled
            FROM events WHERE job = '@JOB@' ORDER BY call_id, attempt\
            """;

    boolean isUnknown() {
        return outcome.equals("unknown");
    }

    /// The entries of a job; empty where there are more than the admin API gives at once.
    static Optional<List<Entry>> of(AdminClient admin, String job) {
        Rows rows = query(admin, QUERY.replace("@JOB@", job));
        if (rows.truncated()) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            entries.add(of(rows, i));
        }
        return Optional.of(entries);
    }

    private static Entry of(Rows rows, int i) {
        return new Entry(
                text(rows.at(i, "session")),
                text(rows.at(i, "call_id")),
                rows.number(i, "attempt"),
                rows.at(i, "is_last").asBoolean(false),
                text(rows.at(i, "outcome")),
                text(rows.at(i, "endpoint")),
                text(rows.at(i, "request_id")),
                rows.number(i, "input"),
                rows.number(i, "output"),
                rows.at(i, "settled").asBoolean(false));
    }

    private static String text(JsonNode cell) {
        return cell.asString("");
    }

    static Rows query(AdminClient admin, String sql) {
        return Rows.of(
                admin.post(
                        "/v1/ledger/sql",
                        new JsonMapper()
                                .createObjectNode()
                                .put("query", sql)
                                .put("maxRows", MOST_ROWS)));
    }
}
