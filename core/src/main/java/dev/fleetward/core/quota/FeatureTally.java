package dev.fleetward.core.quota;

import dev.fleetward.core.call.CallClass;
import org.jspecify.annotations.Nullable;

/// What one feature does in one pool: what it used since the last reading, and its queues by class.
/// Confined to the lock of its desk.
final class FeatureTally {
    final String feature;
    private final @Nullable QueueTally[] queues =
            new @Nullable QueueTally[CallClass.values().length];
    private long servedTokens;
    private long reservedTokens;
    private long usedTokens;
    private long attempts;
    private long logicalCalls;
    private long touchedNanos;
    private long promisedNanos;
    private int running;

    FeatureTally(String feature) {
        this.feature = feature;
    }

    /// @param promised what the feature says itself of its first token; 0 for nothing
    QueueTally queue(CallClass callClass, long promised) {
        promisedNanos = promised;
        QueueTally known = queues[callClass.ordinal()];
        if (known == null) {
            known = new QueueTally(this);
            queues[callClass.ordinal()] = known;
        }
        return known;
    }

    /// What the feature itself promises for its first token; 0 for nothing.
    long promisedNanos() {
        return promisedNanos;
    }

    /// Null where no call of the class ever came.
    @Nullable QueueTally known(CallClass callClass) {
        return queues[callClass.ordinal()];
    }

    void ran(Ask ask, Estimate expected, long nowNanos) {
        running++;
        attempts++;
        logicalCalls += ask.attempt() <= 1 ? 1 : 0;
        servedTokens += expected.inputTokens() + expected.outputTokens();
        touchedNanos = nowNanos;
    }

    /// @param held what its pool kept for the call, as the provider counts
    void ended(Estimate expected, long held, Settlement settlement, long nowNanos) {
        running--;
        long expectedTokens = expected.inputTokens() + expected.outputTokens();
        long used = settlement.usage().totalInput() + settlement.usage().totalOutput();
        servedTokens += used - expectedTokens;
        if (settlement.ending() == Settlement.Ending.SUCCEEDED) {
            reservedTokens += held;
            usedTokens += used;
        }
        touchedNanos = nowNanos;
    }

    boolean isBacklogged() {
        for (QueueTally queue : queues) {
            if (queue != null && queue.waiting() > 0) {
                return true;
            }
        }
        return false;
    }

    /// Whether nothing happened for so long, and nothing runs or waits.
    boolean isQuiet(long forNanos, long nowNanos) {
        return running == 0 && !isBacklogged() && nowNanos - touchedNanos > forNanos;
    }

    /// What was used since the last reading, which this one is.
    Reading read() {
        Reading reading =
                new Reading(
                        Math.max(0, servedTokens),
                        reservedTokens,
                        usedTokens,
                        attempts,
                        logicalCalls);
        servedTokens = Math.min(0, servedTokens);
        reservedTokens = 0;
        usedTokens = 0;
        attempts = 0;
        logicalCalls = 0;
        return reading;
    }

    /// See [dev.fleetward.core.quota.starvation.FlowReading].
    record Reading(
            long servedTokens,
            long reservedTokens,
            long usedTokens,
            long attempts,
            long logicalCalls) {}
}
