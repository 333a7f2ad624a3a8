package dev.fleetward.app.drill;

import java.time.Duration;

/// What a crowd runs against: limits of the pool, which are its provider's too, and budgets. So
/// small that a crowd of that size reaches all of them in its time on a machine that is not busy.
/// Immutable.
///
/// @param longestWait how long a call may wait for its turn
record CrowdLimits(
        int concurrent,
        long requestsPerMinute,
        long tokensPerMinute,
        long monthlyNanos,
        long dailyNanos,
        Duration longestWait) {
    private static final int CALLERS_PER_PLACE = 4;

    /// Calls that one place of the pool can serve in a second, roughly.
    private static final long CALLS_PER_PLACE_AND_SECOND = 12;

    /// What a call declares on average.
    private static final long TOKENS_PER_CALL = 50;

    /// What a call costs on average.
    private static final long NANOS_PER_CALL = 250_000;

    /// The part of its time in which a crowd uses up the first minute's worth.
    private static final int BURST_PART = 4;

    /// The part of all calls that one budget pays for.
    private static final int BUDGET_PART = 4;

    static CrowdLimits of(int threads, Duration time) {
        int concurrent = Math.max(1, threads / CALLERS_PER_PLACE);
        long burst =
                Math.max(
                        40,
                        concurrent
                                * CALLS_PER_PLACE_AND_SECOND
                                * time.toMillis()
                                / (1_000 * BURST_PART));
        long all = burst + burst * time.toMillis() / 60_000;
        long longestWait = Math.clamp(time.toMillis() / 6, 500, 5_000);
        return new CrowdLimits(
                concurrent,
                burst * 6 / 5,
                burst * TOKENS_PER_CALL,
                all / BUDGET_PART * NANOS_PER_CALL,
                all / BUDGET_PART * NANOS_PER_CALL,
                Duration.ofMillis(longestWait));
    }
}
