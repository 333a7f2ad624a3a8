package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.core.hygiene.Finding;
import dev.fleetward.core.hygiene.Hygiene;
import dev.fleetward.core.hygiene.Seen;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about what the fleet lacks. Thread-safe.
final class HygieneRoutes {
    private static final int MOST_ROWS = 10_000;
    private static final Duration QUERY_TIME = Duration.ofSeconds(30);

    private final Sources sources;
    private final QueryPermits permits;

    HygieneRoutes(Sources sources, QueryPermits permits) {
        this.sources = sources;
        this.permits = permits;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/hygiene",
                        "What the fleet lacks: owners, objectives, budgets, traffic, tried"
                                + " fallbacks.",
                        this::hygiene));
    }

    private Reply hygiene(Question question) throws Exception {
        FleetSnapshot snapshot = sources.snapshot().get();
        if (snapshot == null) {
            throw new AdminFault(503, "starting", "there is no snapshot yet");
        }
        Instant now = Instant.EPOCH.plus(sources.clock().wallMicros(), ChronoUnit.MICROS);
        List<Finding> findings =
                new ArrayList<>(
                        Hygiene.ofConfiguration(
                                snapshot, LocalDate.ofInstant(now, ZoneOffset.UTC)));
        Instant since = now.minus(Duration.ofDays(Hygiene.QUIET_DAYS));
        boolean oldEnough;
        try (QueryPermits.Permit _ = permits.take()) {
            oldEnough = isOlderThan(since);
            if (oldEnough) {
                findings.addAll(Hygiene.ofTraffic(snapshot, seen(since)));
            }
        }
        return Reply.json(
                members(
                        "findings",
                        findings.stream().map(HygieneRoutes::view).toList(),
                        "trafficJudged",
                        oldEnough,
                        "note",
                        oldEnough
                                ? null
                                : "The ledger knows less than "
                                        + Hygiene.QUIET_DAYS
                                        + " days: traffic and fallbacks are not judged"
                                        + " yet."));
    }

    private static Object view(Finding finding) {
        return members(
                "kind", finding.kind().label(),
                "subject", finding.subject(),
                "words", finding.words(),
                "advice", finding.advice());
    }

    private boolean isOlderThan(Instant since) throws Exception {
        return !rows("SELECT 1 FROM events WHERE accepted_at < " + time(since) + " LIMIT 1")
                .isEmpty();
    }

    private List<Seen> seen(Instant since) throws Exception {
        return rows(
                        "SELECT endpoint, route, origin = 'eval' AS probe, count(*) AS attempts,"
                                + " count(*) FILTER (WHERE outcome = 'succeeded') AS succeeded FROM events"
                                + " WHERE endpoint IS NOT NULL AND accepted_at >= "
                                + time(since)
                                + " GROUP BY ALL")
                .stream()
                .map(row ->
                        new Seen(
                                String.valueOf(row.get(0)),
                                row.get(1) == null ? null : String.valueOf(row.get(1)),
                                Boolean.TRUE.equals(row.get(2)),
                                number(row.get(3)),
                                number(row.get(4))))
                .toList();
    }

    private List<List<@Nullable Object>> rows(String query) throws Exception {
        return sources.ledger().sql(query, MOST_ROWS, QUERY_TIME).rows();
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static String time(Instant instant) {
        return "TIMESTAMP '" + instant.toString().replace('T', ' ').replace("Z", "") + "'";
    }
}
