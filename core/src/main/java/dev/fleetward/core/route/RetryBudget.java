package dev.fleetward.core.route;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// How many retries the whole fleet may make: a share of its calls, and a few a second on top so
/// that a quiet fleet can retry at all. It keeps retries from multiplying the load of a provider
/// that is already failing. Thread-safe and lock-free.
///
/// Each call earns its share of a retry; at most [#MOST_SAVED] retries are saved up, so that a good
/// day does not pay for a storm. Over any time, retries are at most share × calls + [#FLOOR_BURST]
/// + [#FLOOR_PER_SECOND] × seconds.
public final class RetryBudget {
    /// Retries that can be saved up.
    public static final int MOST_SAVED = 100;

    /// Retries a second that need no calls to have earned them.
    public static final int FLOOR_PER_SECOND = 5;

    /// How many of those may come at once.
    public static final int FLOOR_BURST = 10;

    private static final long RETRY = 1_000_000;
    private static final long FLOOR_STEP_NANOS = TimeUnit.SECONDS.toNanos(1) / FLOOR_PER_SECOND;
    private static final long NEVER = Long.MIN_VALUE;

    private volatile int partsPerMillion;

    /// Saved retries in parts per million.
    private final AtomicLong saved = new AtomicLong();

    /// When the floor would be full again (the theoretical arrival time of a generic cell rate
    /// algorithm), or [#NEVER].
    private final AtomicLong floorFullAt = new AtomicLong(NEVER);

    /// @param partsPerMillion retries as a share of calls
    public RetryBudget(int partsPerMillion) {
        adopt(partsPerMillion);
    }

    /// Changes the share. What is saved stands.
    public void adopt(int newPartsPerMillion) {
        if (newPartsPerMillion < 0) {
            throw new IllegalArgumentException(
                    "partsPerMillion: " + newPartsPerMillion + " (expected: 0 or more)");
        }
        partsPerMillion = newPartsPerMillion;
    }

    /// A logical call was made.
    public void called() {
        long earned = partsPerMillion;
        long before;
        long after;
        do {
            before = saved.get();
            after = Math.min(before + earned, MOST_SAVED * RETRY);
        } while (before != after && !saved.compareAndSet(before, after));
    }

    /// Takes a retry out of the budget; false if there is none.
    public boolean tryRetry(long nowNanos) {
        long before = saved.get();
        while (before >= RETRY) {
            if (saved.compareAndSet(before, before - RETRY)) {
                return true;
            }
            before = saved.get();
        }
        return tryFloor(nowNanos);
    }

    private boolean tryFloor(long nowNanos) {
        while (true) {
            long fullAt = floorFullAt.get();
            long base = fullAt == NEVER || fullAt - nowNanos < 0 ? nowNanos : fullAt;
            long next = base + FLOOR_STEP_NANOS;
            if (next - nowNanos > FLOOR_BURST * FLOOR_STEP_NANOS) {
                return false;
            }
            if (floorFullAt.compareAndSet(fullAt, next)) {
                return true;
            }
        }
    }
}
