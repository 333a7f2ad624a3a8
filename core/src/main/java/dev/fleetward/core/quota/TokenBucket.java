package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Pool;

/// What a limit per minute has left: refills continuously, holds at most the worth of its window,
/// and is exact (no part of a token is gained or lost over any number of refills). Confined to the
/// lock of its desk.
///
/// Invariants:
/// 1. `level` is at most `size`. It is negative only after calls used more than they held, or where
///    the bucket `overflows`.
/// 2. `carry` is the refilled part of the next token, in ticks times limit, below `ticksPerMinute`.
final class TokenBucket implements RateLimit {
    /// The burst of a leaky bucket of utilisation. Providers do not publish theirs; short.
    static final long LEAKY_WINDOW_NANOS = 10_000_000_000L;

    /// Above this a nanosecond tick would overflow `ticks × limit` within a minute.
    private static final long NANO_TICKS_UP_TO = 100_000_000L;

    private static final long MICRO_TICKS_UP_TO = 100_000_000_000L;

    private final String name;
    private final boolean overflows;
    private long windowNanos;
    private long limit;
    private long size;
    private long nanosPerTick;
    private long ticksPerMinute;
    private long level;
    private long carry;
    private long held;
    private long debited;
    private long refilledAt;

    /// What was settled since `epochNanos`, and before that since `epochBeforeNanos`.
    private long settled;

    private long settledBefore;
    private long epochNanos;
    private long epochBeforeNanos;

    /// A bucket that holds one minute's worth.
    TokenBucket(String name, long limit, long nowNanos) {
        this(name, limit, MINUTE, false, nowNanos);
    }

    /// @param windowNanos the time that fills the bucket, at most a minute
    /// @param overflows whether a call of any size is admitted while anything is left
    TokenBucket(String name, long limit, long windowNanos, boolean overflows, long nowNanos) {
        this.name = name;
        this.overflows = overflows;
        this.refilledAt = nowNanos;
        this.epochNanos = nowNanos;
        this.epochBeforeNanos = nowNanos;
        this.limit = Pool.UNLIMITED;
        this.windowNanos = windowNanos;
        change(limit, windowNanos, nowNanos);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long windowNanos() {
        return windowNanos;
    }

    @Override
    public long held() {
        return held;
    }

    @Override
    public long debited() {
        return debited;
    }

    @Override
    public long level(long nowNanos) {
        refill(nowNanos);
        return level;
    }

    @Override
    public boolean fits(long tokens) {
        return !enforced() || tokens <= size || (overflows && size > 0);
    }

    @Override
    public boolean has(long tokens, long nowNanos) {
        if (!enforced() || tokens == 0) {
            return true;
        }
        long needed = needed(tokens);
        if (level >= needed) {
            return true; // Refilling would only add to it.
        }
        refill(nowNanos);
        return level >= needed;
    }

    private long needed(long tokens) {
        return overflows ? Math.min(tokens, 1) : tokens;
    }

    @Override
    public void hold(long tokens, long nowNanos) {
        refill(nowNanos);
        level -= enforced() ? tokens : 0;
        held += tokens;
        debited += tokens;
    }

    @Override
    public void settle(long heldTokens, long usedTokens, long nowNanos) {
        refill(nowNanos);
        held -= heldTokens;
        debited += usedTokens - heldTokens;
        turnEpoch(nowNanos);
        settled += Math.max(heldTokens, usedTokens);
        if (enforced()) {
            level = Math.min(size, level + heldTokens - usedTokens);
        }
    }

    private void turnEpoch(long nowNanos) {
        if (nowNanos - epochNanos >= MINUTE) {
            settledBefore = settled;
            settled = 0;
            epochBeforeNanos = epochNanos;
            epochNanos = nowNanos;
        }
    }

    @Override
    public long atStakeSince(long sinceNanos, long nowNanos) {
        turnEpoch(nowNanos);
        if (sinceNanos - epochBeforeNanos < 0) {
            return Long.MAX_VALUE;
        }
        return held + settled + (sinceNanos - epochNanos < 0 ? settledBefore : 0);
    }

    @Override
    public long nanosUntil(long tokens, long nowNanos) {
        if (has(tokens, nowNanos)) {
            return 0;
        }
        long missing = needed(tokens) - level;
        long part = Math.ceilDiv(missing % limit * ticksPerMinute - carry, limit);
        long ticks = missing / limit * ticksPerMinute + part;
        return ticks * nanosPerTick - (nowNanos - refilledAt);
    }

    @Override
    public void lower(long most, long nowNanos) {
        refill(nowNanos);
        if (level > most) {
            level = most;
            carry = 0;
        }
    }

    @Override
    public void raise(long tokens, long nowNanos) {
        refill(nowNanos);
        level = Math.min(size, level + tokens);
    }

    @Override
    public void change(long newLimit, long newWindowNanos, long nowNanos) {
        if (newLimit == limit && newWindowNanos == windowNanos) {
            return;
        }
        boolean wasEnforced = enforced();
        refill(nowNanos);
        limit = newLimit;
        windowNanos = newWindowNanos;
        size = RateLimit.worth(limit, windowNanos);
        if (!enforced()) {
            return;
        }
        level = wasEnforced ? Math.min(level, size) : size - held;
        nanosPerTick =
                limit <= NANO_TICKS_UP_TO ? 1 : limit <= MICRO_TICKS_UP_TO ? 1_000 : 1_000_000;
        ticksPerMinute = MINUTE / nanosPerTick;
        carry = 0;
        refilledAt = nowNanos;
    }

    private void refill(long nowNanos) {
        if (!enforced()) {
            return;
        }
        long ticks = (nowNanos - refilledAt) / nanosPerTick;
        if (ticks <= 0) {
            return; // Event loops may arrive out of order by a little; time only moves on.
        }
        refilledAt += ticks * nanosPerTick;
        long minutes = ticks / ticksPerMinute;
        if (limit == 0) {
            return;
        }
        if (minutes > (size - level) / limit) {
            level = size;
            carry = 0;
            return;
        }
        level += minutes * limit;
        long units = ticks % ticksPerMinute * limit + carry;
        level += units / ticksPerMinute;
        carry = units % ticksPerMinute;
        if (level >= size) {
            level = size;
            carry = 0;
        }
    }
}
