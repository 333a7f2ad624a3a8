package dev.fleetward.testbed.provider.limit;

import org.jspecify.annotations.Nullable;

/// An engine of one's own: nobody counts. What does not fit waits in the engine's queue.
final class SelfHostedLimiter implements Limiter {
    @Override
    public @Nullable Throttled enter(Demand demand, long nowNanos) {
        return null;
    }
}
