package dev.fleetward.control.admin;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What endpoints did lately, from the ledger. Immutable.
///
/// @param attempts that ended there
/// @param counted of them, those that say something of the endpoint: answers in form, and failures
///   that are held against it
/// @param valid answers that were sound in meaning too, or whose flaw was not the endpoint's
/// @param firstTokenMillis the 95th percentile, or null if there was none
record EndpointTraffic(long attempts, long counted, long valid, @Nullable Double firstTokenMillis) {
    /// How far back it looks.
    static final Duration WINDOW = Duration.ofMinutes(15);

    static final EndpointTraffic NONE = new EndpointTraffic(0, 0, 0, null);

    private static final String FAULTS =
            Arrays.stream(FailureKind.values())
                    .filter(FailureKind::heldAgainstEndpoint)
                    .map(kind -> "'" + kind.label() + "'")
                    .collect(Collectors.joining(", "));

    private static final String FLAWS =
            Arrays.stream(Flaw.values())
                    .filter(Flaw::heldAgainstEndpoint)
                    .map(flaw -> "'" + flaw.label() + "'")
                    .collect(Collectors.joining(", "));

    private static final String QUERY =
            """
            SELECT endpoint,
                count(*),
                count(*) FILTER (outcome = 'succeeded' OR failure IN (%s)),
                count(*) FILTER (outcome = 'succeeded'
                    AND (flaw IS NULL OR flaw NOT IN (%s))),
                quantile_cont(first_token_ns, 0.95) / 1e6
            FROM events
            WHERE attempt > 0 AND endpoint IS NOT NULL AND ended_at >= make_timestamp(%d)
            GROUP BY endpoint
            """;

    /// By endpoint; one without traffic is missing.
    static Map<String, EndpointTraffic> until(Instant now, LedgerQueries ledger)
            throws IOException, LedgerQueries.QueryRefused {
        long sinceMicros = now.minus(WINDOW).toEpochMilli() * 1_000;
        String query = String.format(Locale.ROOT, QUERY, FAULTS, FLAWS, sinceMicros);
        Map<String, EndpointTraffic> traffic = new HashMap<>();
        for (List<@Nullable Object> row :
                ledger.sql(query, AdminRoutes.MAX_ROWS, AdminRoutes.QUERY_TIME).rows()) {
            traffic.put(
                    String.valueOf(row.getFirst()),
                    new EndpointTraffic(
                            number(row.get(1)),
                            number(row.get(2)),
                            number(row.get(3)),
                            row.get(4) instanceof Number millis ? millis.doubleValue() : null));
        }
        return traffic;
    }

    private static long number(@Nullable Object cell) {
        return cell instanceof Number number ? number.longValue() : 0;
    }
}
