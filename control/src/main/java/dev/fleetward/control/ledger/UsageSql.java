package dev.fleetward.control.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The texts of questions about pools: who used one, and what is usual for it. Times within them
/// are microseconds since 1970. Stateless.
final class UsageSql {
    /// No call that matters has waited and run longer.
    private static final Duration LONGEST_CALL = Duration.ofHours(6);

    private static final long MICROS_PER_MINUTE = 60_000_000L;

    private UsageSql() {}

    /// Who used a pool from `from` until before `to`. Input counts when it is sent; output is
    /// spread evenly from the first token to the last byte, so that a long answer counts for the
    /// part that was made meanwhile. Waits are of attempts that waited meanwhile, and first tokens
    /// of calls that did.
    ///
    /// @param routes how many routes lead to the pool: what was refused has a route but no pool
    static String usage(Instant from, Instant to, @Nullable String pool, int routes) {
        String only =
                pool == null
                        ? "true"
                        : "(pool = ? OR (pool IS NULL AND route IN ("
                                + (routes == 0
                                        ? "NULL"
                                        : String.join(", ", Collections.nCopies(routes, "?")))
                                + ")))";
        return String.format(
                Locale.ROOT,
                """
                WITH moments AS (
                    SELECT *, epoch_us(accepted_at) AS t,
                        epoch_us(accepted_at) + coalesce(admitted_ns, settled_ns, 0) // 1000
                            AS left_queue,
                        epoch_us(accepted_at) + coalesce(sent_ns, admitted_ns, 0) // 1000 AS sent,
                        epoch_us(accepted_at)
                            + coalesce(first_token_ns, first_byte_ns, sent_ns, 0) // 1000 AS began,
                        epoch_us(accepted_at) + coalesce(last_byte_ns, settled_ns, 0) // 1000
                            AS ended,
                        epoch_us(accepted_at) + coalesce(settled_ns, 0) // 1000 AS settled
                    FROM events
                    WHERE accepted_at >= make_timestamp(%4$d) AND accepted_at < make_timestamp(%2$d)
                        AND %3$s),
                parts AS (
                    SELECT *,
                        CASE WHEN attempt > 0 AND sent >= %1$d AND sent < %2$d
                            THEN coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0)
                                + coalesce(cache_write_tokens, 0)
                                + coalesce(cache_write_long_tokens, 0)
                            ELSE 0 END AS input_part,
                        coalesce(output_tokens, 0) * CASE
                            WHEN attempt = 0 THEN 0
                            WHEN ended <= began THEN (began >= %1$d AND began < %2$d)::INTEGER
                            ELSE greatest(0, least(ended, %2$d) - greatest(began, %1$d))
                                / (ended - began) END AS output_part
                    FROM moments
                    WHERE greatest(settled, ended) >= %1$d),
                sums AS (
                    SELECT feature, tenant,
                        string_agg(DISTINCT pool, ', ' ORDER BY pool) AS pools,
                        count(DISTINCT call_id) AS calls,
                        round(sum(input_part))::BIGINT AS input_tokens,
                        round(sum(output_part))::BIGINT AS output_tokens,
                        count(*) FILTER (is_last AND outcome = 'refused'
                            AND settled >= %1$d AND settled < %2$d) AS refused,
                        quantile_cont(queued_ns, 0.5) FILTER (left_queue >= %1$d) / 1e6
                            AS wait_p50_ms,
                        quantile_cont(queued_ns, 0.95) FILTER (left_queue >= %1$d) / 1e6
                            AS wait_p95_ms,
                        quantile_cont(first_token_ns, 0.95)
                            FILTER (t + first_token_ns // 1000 >= %1$d) / 1e6
                            AS first_token_p95_ms
                    FROM parts
                    GROUP BY feature, tenant)
                SELECT feature, tenant, pools, calls, input_tokens, output_tokens,
                    (input_tokens + output_tokens)
                        / nullif(sum(input_tokens + output_tokens) OVER (), 0) AS share,
                    wait_p50_ms, wait_p95_ms, refused, first_token_p95_ms
                FROM sums
                ORDER BY input_tokens + output_tokens DESC, calls DESC, feature, tenant NULLS FIRST
                """,
                micros(from),
                micros(to),
                only,
                micros(from.minus(LONGEST_CALL)));
    }

    /// What each feature and class takes of a pool in the minutes of some windows, as the median
    /// and the 95th percentile over all minutes between the first and the last in which anything at
    /// all was recorded in a window; minutes in which it takes nothing count too. `days` is how
    /// many windows those are, `minutes` how many minutes.
    static String load(PoolLoad question) {
        List<Instant> windows = question.windows();
        long length = question.length().toMinutes();
        String values =
                IntStream.range(0, windows.size())
                        .mapToObj(i -> "(" + i + ", " + micros(windows.get(i)) + "::BIGINT)")
                        .collect(Collectors.joining(", "));
        Instant first = Collections.min(windows);
        Instant end = Collections.max(windows).plus(question.length());
        return String.format(
                Locale.ROOT,
                """
                WITH windows(w, s) AS (VALUES %1$s),
                near AS (
                    SELECT *, epoch_us(accepted_at) + coalesce(admitted_ns, 0) // 1000 AS t
                    FROM events
                    WHERE accepted_at >= make_timestamp(%2$d) AND accepted_at < make_timestamp(%3$d)),
                days AS (
                    SELECT w, min((t - s) // %7$d) AS first, max((t - s) // %7$d) AS last
                    FROM near JOIN windows ON t >= s AND t < s + %4$d GROUP BY w),
                took AS (
                    SELECT feature, class, w, (t - s) // %7$d AS minute,
                        %5$s AS input, %6$s AS output,
                        greatest(0, coalesce(settled_ns, admitted_ns, 0) - coalesce(admitted_ns, 0))
                            / 1e9 AS seconds
                    FROM near JOIN windows ON t >= s AND t < s + %4$d
                    WHERE pool = ? AND attempt > 0),
                minutes AS (
                    SELECT feature, class, w, minute, count(*) AS requests, sum(input) AS input,
                        sum(output) AS output, sum(seconds) / 60 AS underway,
                        sum((input + output) * seconds) / 60 AS kv
                    FROM took GROUP BY ALL),
                filled AS (
                    SELECT who.feature, who.class, coalesce(requests, 0) AS requests,
                        coalesce(input, 0) AS input, coalesce(output, 0) AS output,
                        coalesce(underway, 0) AS underway, coalesce(kv, 0) AS kv
                    FROM (SELECT DISTINCT feature, class FROM minutes) AS who
                    CROSS JOIN days
                    JOIN range(0, %8$d) AS r(minute) ON r.minute BETWEEN first AND last
                    LEFT JOIN minutes ON minutes.feature = who.feature
                        AND minutes.class = who.class AND minutes.w = days.w
                        AND minutes.minute = r.minute)
                SELECT feature, class, (SELECT count(*) FROM days) AS days,
                    (SELECT sum(last - first + 1)::BIGINT FROM days) AS minutes,
                    quantile_cont(requests, 0.5)::DOUBLE AS requests_p50,
                    quantile_cont(requests, 0.95)::DOUBLE AS requests_p95,
                    quantile_cont(input, 0.5)::DOUBLE AS input_p50,
                    quantile_cont(input, 0.95)::DOUBLE AS input_p95,
                    quantile_cont(output, 0.5)::DOUBLE AS output_p50,
                    quantile_cont(output, 0.95)::DOUBLE AS output_p95,
                    quantile_cont(underway, 0.5)::DOUBLE AS concurrent_p50,
                    quantile_cont(underway, 0.95)::DOUBLE AS concurrent_p95,
                    quantile_cont(kv, 0.5)::DOUBLE AS kv_p50,
                    quantile_cont(kv, 0.95)::DOUBLE AS kv_p95
                FROM filled GROUP BY feature, class ORDER BY feature, class
                """,
                values,
                micros(first.minus(LONGEST_CALL)),
                micros(end),
                length * MICROS_PER_MINUTE,
                input(question),
                output(question),
                MICROS_PER_MINUTE,
                length);
    }

    /// How long calls at a pool take: until the first token, and for each token after it. What is
    /// not streamed tells only how long it takes for each token in all.
    static String pace(Instant from, Instant to) {
        return String.format(
                Locale.ROOT,
                """
                SELECT count(*) AS calls,
                    quantile_cont(first_token_ns - sent_ns, 0.5) FILTER (stream) / 1e9
                        AS first_token_seconds,
                    quantile_cont(
                        (last_byte_ns - CASE WHEN stream THEN first_token_ns ELSE sent_ns END)
                            / output_tokens, 0.5)
                        FILTER (output_tokens > 0) / 1e9 AS token_seconds
                FROM events
                WHERE pool = ? AND outcome = 'succeeded'
                    AND accepted_at >= make_timestamp(%d) AND accepted_at < make_timestamp(%d)
                """,
                micros(from),
                micros(to));
    }

    private static String input(PoolLoad question) {
        String counted =
                "coalesce(input_tokens, 0) + coalesce(cache_write_tokens, 0)"
                        + " + coalesce(cache_write_long_tokens, 0)";
        return question.cacheReadsCount() ? counted + " + coalesce(cache_read_tokens, 0)" : counted;
    }

    private static String output(PoolLoad question) {
        return question.declaredOutputCounts()
                ? "greatest(reserved_output_tokens, coalesce(output_tokens, 0))"
                : "coalesce(output_tokens, 0)";
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                instant.getNano() / 1_000);
    }

    /// The parameters of [#usage].
    static List<String> parameters(@Nullable String pool, Collection<String> routes) {
        return pool == null ? List.of() : Stream.concat(Stream.of(pool), routes.stream()).toList();
    }
}
