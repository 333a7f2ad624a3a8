package dev.fleetward.control.admin;

import dev.fleetward.control.incident.Complaints;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an endpoint did lately, from the ledger. Immutable.
///
/// @param attempts that ended there
/// @param valid the share of sound answers among those that say something of the endpoint, from 0
///   to 1; null if there was none
/// @param firstTokenMillis the 95th percentile; null if there was none
record EndpointTraffic(long attempts, @Nullable Double valid, @Nullable Double firstTokenMillis) {
    /// How far back it looks.
    static final Duration WINDOW = Duration.ofMinutes(15);

    static final EndpointTraffic NONE = new EndpointTraffic(0, null, null);

    /// By endpoint; one without traffic is missing.
    static Map<String, EndpointTraffic> until(
            Instant now, LedgerQueries ledger, Complaints complaints)
            throws IOException, LedgerQueries.QueryRefused {
        Instant since = now.minus(WINDOW);
        // Events are written before the clock is read, but not by the same reading.
        LedgerQueries.Table table =
                ledger.health(
                        List.of("endpoint"),
                        since,
                        now.plusSeconds(60),
                        complaints.callsSince(ChronoUnit.MICROS.between(Instant.EPOCH, since)));
        Map<String, EndpointTraffic> traffic = new HashMap<>();
        for (List<@Nullable Object> row : table.rows()) {
            Double attempts = number(table, row, "calls");
            traffic.put(
                    String.valueOf(row.get(table.columns().indexOf("endpoint"))),
                    new EndpointTraffic(
                            attempts == null ? 0 : attempts.longValue(),
                            number(table, row, "valid"),
                            number(table, row, "first_token_p95_ms")));
        }
        return traffic;
    }

    private static @Nullable Double number(
            LedgerQueries.Table table, List<@Nullable Object> row, String column) {
        return row.get(table.columns().indexOf(column)) instanceof Number number
                ? number.doubleValue()
                : null;
    }
}
