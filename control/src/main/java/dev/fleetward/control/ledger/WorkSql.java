package dev.fleetward.control.ledger;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.season.work.HeldHour;
import dev.fleetward.core.season.work.Rooms;
import dev.fleetward.core.season.work.SeenHour;
import dev.fleetward.core.season.work.SeenHour.Kind;
import dev.fleetward.core.season.work.Use;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

/// The queries behind the plan of work that can wait. Stateless.
final class WorkSql {
    private static final long MICROS_PER_HOUR = 3_600_000_000L;
    private static final long NANOS_PER_MICRO = 1_000;

    private WorkSql() {}

    /// What each feature's calls of each kind took at each endpoint in each hour.
    static String hours(Instant from, Instant to, int most) {
        return String.format(
                Locale.ROOT,
                """
                WITH seen AS (
                    SELECT epoch_us(accepted_at) // 3600000000 AS hour, endpoint, feature,
                        CASE WHEN class = '%1$s' THEN %2$d
                            WHEN class NOT IN ('%3$s', '%4$s') THEN %5$d
                            WHEN deadline_ns IS NOT NULL THEN %6$d ELSE %7$d END AS kind,
                        coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0)
                            + coalesce(cache_write_tokens, 0)
                            + coalesce(cache_write_long_tokens, 0) AS input,
                        coalesce(output_tokens, 0) AS output,
                        greatest(0, coalesce(settled_ns, admitted_ns, 0)
                            - coalesce(admitted_ns, 0)) / 1e9 AS seconds,
                        CASE WHEN outcome = 'succeeded' AND flaw IS NULL AND stream
                            AND first_token_ns > sent_ns
                            THEN first_token_ns - sent_ns END AS first_token,
                        deadline_ns
                    FROM events
                    WHERE endpoint IS NOT NULL AND attempt > 0
                        AND accepted_at >= %8$s AND accepted_at < %9$s)
                SELECT hour, endpoint, feature, kind, count(*), sum(input), sum(output),
                    sum(seconds), sum((input + output) * seconds), count(first_token),
                    coalesce(sum(first_token), 0), coalesce(quantile_disc(deadline_ns, 0.1), 0)
                FROM seen GROUP BY hour, endpoint, feature, kind, %11$s ORDER BY ALL LIMIT %10$d
                """,
                CallClass.INTERACTIVE.label(),
                Kind.INTERACTIVE.ordinal(),
                CallClass.BATCH.label(),
                CallClass.BACKGROUND.label(),
                Kind.OTHER.ordinal(),
                Kind.WAITS.ordinal(),
                Kind.WITHOUT_DEADLINE.ordinal(),
                EventColumn.literal(from),
                EventColumn.literal(to),
                most,
                room());
    }

    /// Calls with about as much time.
    private static String room() {
        return Rooms.BOUNDS_MICROS.stream()
                .map(micros -> "(deadline_ns >= " + micros * NANOS_PER_MICRO + ")")
                .collect(Collectors.joining(", "));
    }

    static SeenHour hour(ResultSet found) throws SQLException {
        return new SeenHour(
                found.getLong(1) * MICROS_PER_HOUR,
                found.getString(2),
                found.getString(3),
                Kind.values()[found.getInt(4)],
                new Use(
                        found.getDouble(5),
                        found.getDouble(6),
                        found.getDouble(7),
                        found.getDouble(8),
                        found.getDouble(9)),
                found.getLong(10),
                found.getDouble(11),
                found.getLong(12) / NANOS_PER_MICRO);
    }

    /// What was told to come back, by feature and hour.
    static String held(Instant from, Instant to, int most) {
        return String.format(
                Locale.ROOT,
                """
                SELECT epoch_us(accepted_at) // 3600000000 AS hour, feature, count(*),
                    coalesce(quantile_disc(deadline_ns, 0.1), 0)
                FROM events
                WHERE failure = '%s' AND accepted_at >= %s AND accepted_at < %s
                GROUP BY hour, feature, %s ORDER BY ALL LIMIT %d
                """,
                FailureKind.DEFERRED.label(),
                EventColumn.literal(from),
                EventColumn.literal(to),
                room(),
                most);
    }

    static HeldHour heldHour(ResultSet found) throws SQLException {
        return new HeldHour(
                found.getLong(1) * MICROS_PER_HOUR,
                found.getString(2),
                found.getLong(3),
                found.getLong(4) / NANOS_PER_MICRO);
    }
}
