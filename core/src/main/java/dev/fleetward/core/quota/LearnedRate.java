package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Pool;
import org.jspecify.annotations.Nullable;

/// A rate below what a pool declares, learned from 429s that came although every declared limit had
/// room: such a 429 lowers it to a part of what was really sent in the last minute, and while none
/// comes it rises by equal steps, until it is far enough above what was sent to be forgotten.
/// Additive increase and multiplicative decrease, as in congestion control; providers that share
/// out what they have, and ramp limits, both show themselves like this. Counts input and output
/// together, as the pool expects or the provider deducts them. Confined to the lock of its desk.
final class LearnedRate {
    /// 429s within this time after one that was heeded are the same event.
    static final long SAME_EVENT_NANOS = 5_000_000_000L;

    /// How often the rate rises.
    static final long STEP_NANOS = 10_000_000_000L;

    /// The lowest rate, so that something always goes out to find out.
    static final long LEAST_PER_MINUTE = 1_000;

    private static final int KEPT_PERCENT = 70;
    private static final int STEP_PERCENT = 5;

    /// The rate is forgotten at this many times what was sent when it was learned.
    private static final int FORGOTTEN_AT = 4;

    private final TokenBucket bucket;
    private final SlidingWindow sent;
    private boolean active;
    private long sentAtDecrease;
    private long decreasedAt;
    private long grownAt;
    private long decreases;

    LearnedRate(long nowNanos) {
        bucket =
                new TokenBucket(
                        "learnedTokensPerMinute",
                        Pool.UNLIMITED,
                        TokenBucket.LEAKY_WINDOW_NANOS,
                        true,
                        nowNanos);
        sent = new SlidingWindow("sent", Pool.UNLIMITED, RateLimit.MINUTE, nowNanos);
    }

    /// Tokens per minute, or [Pool#UNLIMITED] where nothing is learned.
    long limit() {
        return bucket.limit();
    }

    /// How often it was lowered.
    long decreases() {
        return decreases;
    }

    boolean has(long tokens, long nowNanos) {
        if (!active) {
            return true;
        }
        grow(nowNanos);
        return bucket.has(tokens, nowNanos);
    }

    void hold(long tokens, long nowNanos) {
        sent.hold(tokens, nowNanos);
        bucket.hold(tokens, nowNanos);
    }

    void settle(long held, long used, long nowNanos) {
        sent.settle(held, used, nowNanos);
        bucket.settle(held, used, nowNanos);
    }

    /// How long until so many have refilled, more than the bucket can hold included; 0 where
    /// nothing is learned.
    long nanosFor(double tokens, long nowNanos) {
        if (!active) {
            return 0;
        }
        grow(nowNanos);
        double missing = tokens - bucket.level(nowNanos);
        double nanos = missing * RateLimit.MINUTE / Math.max(1, bucket.limit());
        return missing <= 0 ? 0 : (long) Math.min(Long.MAX_VALUE / 4.0, nanos);
    }

    @Nullable Shortage shortage(String pool, long tokens, long nowNanos) {
        return has(tokens, nowNanos) ? null : bucket.shortage(pool, tokens, nowNanos);
    }

    /// The provider refused although it was thought to have room.
    void refused(long nowNanos) {
        bucket.lower(0, nowNanos);
        if (decreases > 0 && nowNanos - decreasedAt < SAME_EVENT_NANOS) {
            return;
        }
        sentAtDecrease = Math.max(sent.taken(nowNanos), LEAST_PER_MINUTE);
        long from = active ? Math.min(sentAtDecrease, bucket.limit()) : sentAtDecrease;
        active = true;
        decreases++;
        decreasedAt = nowNanos;
        grownAt = nowNanos;
        limitTo(Math.max(LEAST_PER_MINUTE, from / 100 * KEPT_PERCENT), nowNanos);
        // Starts empty: what is under way was sent before and is no debt.
        bucket.raise(-bucket.level(nowNanos), nowNanos);
    }

    private void grow(long nowNanos) {
        long steps = (nowNanos - grownAt) / STEP_NANOS;
        if (steps <= 0) {
            return;
        }
        grownAt += steps * STEP_NANOS;
        long step = Math.max(1, sentAtDecrease / 100 * STEP_PERCENT);
        long most = sentAtDecrease * FORGOTTEN_AT;
        long left = most - bucket.limit();
        if (steps > left / step) {
            active = false;
            limitTo(Pool.UNLIMITED, nowNanos);
        } else {
            limitTo(bucket.limit() + steps * step, nowNanos);
        }
    }

    private void limitTo(long limit, long nowNanos) {
        bucket.change(limit, TokenBucket.LEAKY_WINDOW_NANOS, nowNanos);
    }
}
