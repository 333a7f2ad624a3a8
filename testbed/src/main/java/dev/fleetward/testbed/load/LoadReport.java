package dev.fleetward.testbed.load;

import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/// What became of a replay. `rows = completed + refused + failed + hungUp + notSent`. Immutable.
///
/// @param rows of the trace
/// @param completed whole answers: terminal event seen, words received = usage = wanted
/// @param refused answered with 429 or 503
/// @param failed everything else that was sent, by kind in `failures`
/// @param hungUp callers that left midway, as planned
/// @param notSent rows that would have exceeded the open calls, or that hold no tokens at all
/// @param completedTokens what usage reported for completed calls
/// @param wantedTokens what the trace says for the same calls
/// @param hungUpTokens what the trace says for the calls that were hung up: the prompt, and the
///   words received before leaving
/// @param firstToken from the intended send time to the first word
/// @param total from the intended send time to the end of the answer
/// @param sendLag from the intended to the real send time
/// @param seconds from the first intended send to the last ending
public record LoadReport(
        long rows,
        long completed,
        long refused,
        long failed,
        long hungUp,
        long notSent,
        Map<String, Long> failures,
        Tokens completedTokens,
        Tokens wantedTokens,
        Tokens hungUpTokens,
        Percentiles firstToken,
        Percentiles total,
        Percentiles sendLag,
        double seconds) {

    public record Tokens(long input, long output) {}

    /// Milliseconds.
    public record Percentiles(
            long count, double p50, double p90, double p95, double p99, double p999, double max) {
        static Percentiles of(Histogram micros) {
            return new Percentiles(
                    micros.getTotalCount(),
                    at(micros, 50),
                    at(micros, 90),
                    at(micros, 95),
                    at(micros, 99),
                    at(micros, 99.9),
                    micros.getMaxValue() / 1e3);
        }

        private static double at(Histogram micros, double percentile) {
            return micros.getValueAtPercentile(percentile) / 1e3;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, max %.1f ms", p50, p99, max);
        }
    }

    /// Whether every row is accounted for and completed calls' usage equals the trace.
    public boolean reconciles() {
        return rows == completed + refused + failed + hungUp + notSent
                && completedTokens.equals(wantedTokens);
    }

    public String toJson() {
        return new JsonMapper().writeValueAsString(this);
    }
}
