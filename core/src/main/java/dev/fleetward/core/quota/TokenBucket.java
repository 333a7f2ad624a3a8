package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Pool;

/// What a limit per minute has left: refills continuously, holds at most one minute's worth, and is
/// exact (no part of a token is gained or lost over any number of refills). Confined to the lock of
/// its desk.
///
/// Invariants:
/// 1. `level` is at most `limit`. It is negative only after calls used more than they held.
/// 2. `carry` is the refilled part of the next token, in ticks times limit, below `ticksPerMinute`.
/// 3. `held` is the sum of what open leases hold, also while nothing is enforced, so that a limit
///    that appears starts with what is really free.
final class TokenBucket {
    private static final long MINUTE = 60_000_000_000L;

    /// Above this a nanosecond tick would overflow `ticks × limit` within a minute.
    private static final long NANO_TICKS_UP_TO = 100_000_000L;

    private static final long MICRO_TICKS_UP_TO = 100_000_000_000L;
    private static final long MILLI_TICKS_UP_TO = 100_000_000_000_000L;

    private final String name;
    private long limit;
    private long nanosPerTick;
    private long ticksPerMinute;
    private long level;
    private long carry;
    private long held;
    private long refilledAt;

    TokenBucket(String name, long limit, long nowNanos) {
        this.name = name;
        this.refilledAt = nowNanos;
        this.limit = Pool.UNLIMITED;
        changeLimit(limit, nowNanos);
    }

    String name() {
        return name;
    }

    long limit() {
        return limit;
    }

    /// Whether anything is enforced. Limits beyond 100 trillion a minute are not.
    boolean enforced() {
        return limit <= MILLI_TICKS_UP_TO;
    }

    long level(long nowNanos) {
        refill(nowNanos);
        return level;
    }

    /// Whether `tokens` can be taken now. Nothing always can, also from a bucket in debt.
    boolean has(long tokens, long nowNanos) {
        if (!enforced() || tokens == 0) {
            return true;
        }
        if (level >= tokens) {
            return true; // Refilling would only add to it.
        }
        refill(nowNanos);
        return level >= tokens;
    }

    void hold(long tokens, long nowNanos) {
        refill(nowNanos);
        level -= enforced() ? tokens : 0;
        held += tokens;
    }

    /// Ends a hold: what was not used comes back, what was used beyond it is owed.
    void settle(long heldTokens, long usedTokens, long nowNanos) {
        refill(nowNanos);
        held -= heldTokens;
        if (enforced()) {
            level = Math.min(limit, level + heldTokens - usedTokens);
        }
    }

    /// Nanoseconds until `tokens`, at most `limit`, can be taken if nobody else takes any.
    long nanosUntil(long tokens, long nowNanos) {
        if (has(tokens, nowNanos)) {
            return 0;
        }
        long missing = tokens - level;
        long part = Math.ceilDiv(missing % limit * ticksPerMinute - carry, limit);
        long ticks = missing / limit * ticksPerMinute + part;
        return ticks * nanosPerTick - (nowNanos - refilledAt);
    }

    /// The level stands, or shrinks to the new limit.
    void changeLimit(long newLimit, long nowNanos) {
        if (newLimit == limit) {
            return;
        }
        boolean wasEnforced = enforced();
        refill(nowNanos);
        limit = newLimit;
        if (!enforced()) {
            return;
        }
        level = wasEnforced ? Math.min(level, limit) : limit - held;
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
        if (minutes > (limit - level) / limit) {
            level = limit;
            carry = 0;
            return;
        }
        level += minutes * limit;
        long units = ticks % ticksPerMinute * limit + carry;
        level += units / ticksPerMinute;
        carry = units % ticksPerMinute;
        if (level >= limit) {
            level = limit;
            carry = 0;
        }
    }
}
