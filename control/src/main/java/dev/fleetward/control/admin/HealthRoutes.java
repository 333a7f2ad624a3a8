package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;

import dev.fleetward.core.unit.UnitSyntax;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;

/// What the admin API answers about how well endpoints and features do. Thread-safe.
final class HealthRoutes {
    private final Sources sources;
    private final QueryPermits permits;

    HealthRoutes(Sources sources, QueryPermits permits) {
        this.sources = sources;
        this.permits = permits;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/health",
                        "How well endpoints and features did: answers, flaws, times, cost.",
                        this::health,
                        optional(
                                "by",
                                "string",
                                "One or both of "
                                        + LedgerQueries.HEALTH_GROUPINGS
                                        + "; `endpoint` if absent."),
                        optional(
                                "since",
                                "string",
                                "The time until now, such as `1h` or `30d`, or `all`; without"
                                        + " `from` and `to`."),
                        optional("from", "string", "A day or an instant (UTC); a day before `to`."),
                        optional("to", "string", "A day or an instant (UTC); now.")));
    }

    private Reply health(Question question) throws Exception {
        List<String> groups = List.of(question.text("by", "endpoint").split(",", -1));
        if (!LedgerQueries.HEALTH_GROUPINGS.containsAll(groups)
                || new HashSet<>(groups).size() != groups.size()) {
            throw AdminFault.badRequest(
                    "by (expected: one or both of " + LedgerQueries.HEALTH_GROUPINGS + ")");
        }
        Question.Range range = range(question);
        List<String> complained = sources.incidents().complaints().callsSince(micros(range.from()));
        try (QueryPermits.Permit _ = permits.take()) {
            return TableView.reply(
                    sources.ledger().health(groups, range.from(), range.to(), complained));
        }
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private Question.Range range(Question question) throws AdminFault {
        Instant now = Instant.EPOCH.plus(sources.clock().wallMicros(), ChronoUnit.MICROS);
        String since = question.text("since");
        if (since == null) {
            return question.range(now);
        }
        if (question.text("from") != null || question.text("to") != null) {
            throw AdminFault.badRequest("since (expected: neither from nor to beside it)");
        }
        // Events are written before the clock is read, but not by the same reading.
        Instant to = now.plus(1, ChronoUnit.MINUTES);
        if (since.equals("all")) {
            return new Question.Range(Instant.EPOCH, to);
        }
        return new Question.Range(now.minus(time(since)), to);
    }

    private static Duration time(String since) throws AdminFault {
        try {
            Duration time = UnitSyntax.duration(since);
            if (!time.isNegative() && !time.isZero()) {
                return time;
            }
        } catch (IllegalArgumentException notATime) {
            // Answered like no time at all.
        }
        throw AdminFault.badRequest("since (expected: a duration such as 1h or 30d, or all)");
    }
}
