package dev.fleetward.control.ledger;

import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.season.Sketch;
import java.time.Instant;
import java.util.Locale;

/// The queries behind the memory by hour of the week. What counts as a first token, as a prompt and
/// as a region is as in `control.season`'s samples. Stateless.
final class SeasonSql {
    /// Points of a curve of predicted prefill: the first at 64 tokens, four for each doubling.
    static final int POINTS = 61;

    /// Of one bin of a sketch, as a logarithm.
    private static final double BIN = Math.log((1 + Sketch.ACCURACY) / (1 - Sketch.ACCURACY));

    private SeasonSql() {}

    /// In the middle of a bin.
    static double valueOf(int bin) {
        return Math.exp((bin - 0.5) * BIN);
    }

    private static String seen(Instant from) {
        return String.format(
                Locale.ROOT,
                """
                counted AS (
                    SELECT *,
                        coalesce(input_tokens, 0) + coalesce(cache_write_tokens, 0)
                            + coalesce(cache_write_long_tokens, 0) AS uncached_tokens,
                        outcome = 'succeeded' AND flaw IS NULL AND stream AS good
                    FROM events WHERE endpoint IS NOT NULL AND accepted_at >= %1$s),
                seen AS (
                    SELECT accepted_at, feature, tenant, coalesce(fallback_of, route) AS on_route,
                        provider, model_sent, endpoint,
                        coalesce(region_served, region_asked, '') AS region,
                        outcome, failure, flaw,
                        CASE WHEN uncached_tokens + coalesce(cache_read_tokens, 0) = 0
                            THEN reserved_input_tokens
                            ELSE uncached_tokens + coalesce(cache_read_tokens, 0) END AS prompt,
                        CASE WHEN uncached_tokens + coalesce(cache_read_tokens, 0) = 0
                            THEN reserved_input_tokens ELSE uncached_tokens END AS fresh,
                        CASE WHEN good AND first_token_ns > sent_ns
                            THEN first_token_ns - sent_ns END AS first_token,
                        CASE WHEN good AND output_tokens > 1 AND last_byte_ns > first_token_ns
                            THEN (last_byte_ns - first_token_ns)::DOUBLE / (output_tokens - 1)
                            END AS inter_token
                    FROM counted)\
                """,
                EventColumn.literal(from));
    }

    private static String size() {
        StringBuilder cases = new StringBuilder("CASE");
        for (PromptSize size : PromptSize.values()) {
            cases.append(
                    size == PromptSize.HUGE
                            ? " ELSE " + size.ordinal() + " END"
                            : " WHEN prompt <= " + size.mostTokens() + " THEN " + size.ordinal());
        }
        return cases.toString();
    }

    private static String point() {
        return "log2(greatest(fresh, 64) / 64.0) * 4";
    }

    /// Endpoint, uncached tokens, nanoseconds: of each endpoint and size the last ones.
    static String prompts(Instant from, int mostOfASize) {
        return String.format(
                Locale.ROOT,
                """
                WITH %1$s
                SELECT endpoint, fresh, first_token FROM seen WHERE first_token IS NOT NULL
                QUALIFY row_number() OVER (
                    PARTITION BY endpoint, floor(%2$s) ORDER BY accepted_at DESC) <= %3$d
                ORDER BY accepted_at
                """,
                seen(from),
                point(),
                mostOfASize);
    }

    /// Hour, endpoint, region, size, whether it is the gap between tokens, bin, calls.
    ///
    /// @param curves how many endpoints have one; of each, two parameters: its name, and its points
    ///   as a list in text
    static String times(Instant from, int curves) {
        return String.format(
                Locale.ROOT,
                """
                WITH %1$s,
                curve(name, points) AS (
                    VALUES ('', [0]::DOUBLE[])%2$s),
                placed AS (
                    SELECT *, epoch_us(accepted_at) // 3600000000 AS hour, %3$s AS size,
                        least(%4$s, %5$d) AS spot
                    FROM seen LEFT JOIN curve ON curve.name = seen.endpoint),
                timed AS (
                    SELECT hour, endpoint, region, size, false AS gap,
                        first_token - coalesce(
                            points[floor(spot)::INTEGER + 1]
                                + (spot - floor(spot)) * (points[floor(spot)::INTEGER + 2]
                                    - points[floor(spot)::INTEGER + 1]), 0) AS nanos
                    FROM placed WHERE first_token IS NOT NULL
                    UNION ALL
                    SELECT hour, endpoint, region, size, true, inter_token
                    FROM placed WHERE inter_token IS NOT NULL)
                SELECT hour, endpoint, region, size, gap,
                    ceil(ln(greatest(nanos, 1000)) / %6$s)::INTEGER AS bin, count(*)
                FROM timed GROUP BY ALL ORDER BY hour
                """,
                seen(from),
                ", (?, ?::DOUBLE[])".repeat(curves),
                size(),
                point(),
                POINTS - 2,
                BIN);
    }

    /// Hour, endpoint, region, size, outcome, failure, flaw, calls.
    static String endings(Instant from) {
        return String.format(
                Locale.ROOT,
                """
                WITH %1$s
                SELECT epoch_us(accepted_at) // 3600000000 AS hour, endpoint, region, %2$s AS size,
                    outcome, failure, flaw, count(*)
                FROM seen GROUP BY ALL ORDER BY hour
                """,
                seen(from),
                size());
    }

    /// Slot of five minutes, feature, tenant, route, provider, model, region, endpoint, size, mean
    /// tokens, mean uncached tokens, mean logarithm of the first token, calls; prompts of one row
    /// are about of one size.
    static String slots(Instant from) {
        return String.format(
                Locale.ROOT,
                """
                WITH %1$s
                SELECT epoch_us(accepted_at) // 300000000 AS slot, feature, tenant, on_route,
                    provider, model_sent, region, endpoint, %2$s AS size, avg(prompt), avg(fresh),
                    avg(ln(first_token)), count(*)
                FROM seen WHERE first_token IS NOT NULL
                GROUP BY slot, feature, tenant, on_route, provider, model_sent, region, endpoint,
                    size, floor(%3$s)
                ORDER BY slot
                """,
                seen(from),
                size(),
                point());
    }
}
