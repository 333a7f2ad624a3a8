package dev.fleetward.core.snapshot;

import dev.fleetward.core.unit.Percent;
import java.util.concurrent.TimeUnit;

/// When an endpoint is taken out of service because of how its calls end, and how it comes back.
/// Immutable.
///
/// @param failuresInARow failures in a row that open its breaker
/// @param firstPauseNanos how long it then takes no calls
/// @param longestPauseNanos what that grows to
/// @param firstRestNanos how long it takes no calls when its answers became worse in meaning
/// @param longestRestNanos what that grows to
/// @param trialCalls how many calls it must serve well before it gets a share of its traffic again
/// @param form answers that are malformed, empty or cut off
/// @param schema answers that do not fit a schema
/// @param refusals answers that decline, repeat the prompt or are in the wrong language
/// @param errors server errors, and answers that are late
public record HealthRules(
        int failuresInARow,
        long firstPauseNanos,
        long longestPauseNanos,
        long firstRestNanos,
        long longestRestNanos,
        int trialCalls,
        Chart form,
        Chart schema,
        Chart refusals,
        Chart errors) {

    private static final Chart RARE = new Chart(new Percent(5_000), new Percent(20_000), 6);
    private static final Chart USUAL = new Chart(new Percent(20_000), new Percent(50_000), 6);

    public static final HealthRules DEFAULT =
            new HealthRules(
                    3,
                    TimeUnit.SECONDS.toNanos(1),
                    TimeUnit.SECONDS.toNanos(60),
                    TimeUnit.MINUTES.toNanos(2),
                    TimeUnit.MINUTES.toNanos(30),
                    3,
                    RARE,
                    RARE,
                    USUAL,
                    USUAL);

    /// How a rate is watched.
    ///
    /// @param expected the rate of bad answers that is taken as usual
    /// @param alarm the rate that has to be found
    /// @param threshold how much evidence it takes, in nats: one more makes false alarms about
    ///   three times as rare and finds a little later
    public record Chart(Percent expected, Percent alarm, int threshold) {
        public Chart {
            if (expected.partsPerMillion() <= 0
                    || expected.partsPerMillion() >= alarm.partsPerMillion()
                    || alarm.partsPerMillion() >= Percent.HUNDRED.partsPerMillion()) {
                throw new IllegalArgumentException(
                        "expected: "
                                + expected
                                + ", alarm: "
                                + alarm
                                + " (expected: above 0%, below the alarm; the alarm below 100%)");
            }
            if (threshold < 1) {
                throw new IllegalArgumentException(
                        "threshold: " + threshold + " (expected: 1 or more)");
            }
        }
    }

    public HealthRules {
        if (failuresInARow < 1 || trialCalls < 1) {
            throw new IllegalArgumentException(
                    "failuresInARow: "
                            + failuresInARow
                            + ", trialCalls: "
                            + trialCalls
                            + " (expected: 1 or more)");
        }
        if (firstPauseNanos < 1
                || firstPauseNanos > longestPauseNanos
                || firstRestNanos < 1
                || firstRestNanos > longestRestNanos) {
            throw new IllegalArgumentException(
                    "pauses: "
                            + firstPauseNanos
                            + ".."
                            + longestPauseNanos
                            + " ns, rests: "
                            + firstRestNanos
                            + ".."
                            + longestRestNanos
                            + " ns (expected: the first positive and at most the longest)");
        }
    }
}
