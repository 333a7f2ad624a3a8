package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Pool;
import org.jspecify.annotations.Nullable;

/// A limit per minute and what is left of it. Confined to the lock of its desk.
///
/// `held` is the sum of what open leases hold, also while nothing is enforced, so that a limit that
/// appears starts with what is really free.
sealed interface RateLimit permits TokenBucket, SlidingWindow {
    long MINUTE = 60_000_000_000L;

    /// Limits beyond this many a minute are not enforced: a nanosecond's worth would overflow.
    long ENFORCED_UP_TO = 100_000_000_000_000L;

    String name();

    /// Per minute.
    long limit();

    /// The most that can be free at once.
    long size();

    default boolean enforced() {
        return limit() <= ENFORCED_UP_TO;
    }

    /// What is free; negative after calls used more than they held. Meaningless where nothing is
    /// enforced.
    long level(long nowNanos);

    /// Whether a call of this size can ever be admitted.
    boolean fits(long tokens);

    /// Whether `tokens` can be taken now. Nothing always can.
    boolean has(long tokens, long nowNanos);

    void hold(long tokens, long nowNanos);

    /// Ends a hold: what was not used comes back, what was used beyond it is owed.
    void settle(long heldTokens, long usedTokens, long nowNanos);

    /// Nanoseconds until `tokens`, which fit, can be taken if nobody else takes any.
    long nanosUntil(long tokens, long nowNanos);

    /// The time over which it is judged: its size is what this is worth.
    long windowNanos();

    long held();

    /// The most that calls which were under way at that time or later have taken since or may still
    /// take. [Long#MAX_VALUE] where that is too long ago to be known.
    long atStakeSince(long sinceNanos, long nowNanos);

    /// All that was ever taken, less what came back.
    long debited();

    /// Lowers what is free to `most`, and never raises it.
    void lower(long most, long nowNanos);

    /// Raises what is free by `tokens`, never above the size.
    void raise(long tokens, long nowNanos);

    /// The level stands, or shrinks to the new size.
    void change(long newLimit, long newWindowNanos, long nowNanos);

    /// Why [#has] says no; null where it does not.
    default @Nullable Shortage shortage(String pool, long tokens, long nowNanos) {
        if (has(tokens, nowNanos)) {
            return null;
        }
        return fits(tokens)
                ? new Shortage.Refilling(
                        pool, name(), tokens, level(nowNanos), size(), nanosUntil(tokens, nowNanos))
                : new Shortage.NeverFits(pool, name(), tokens, size());
    }

    /// The part of one minute's worth that `tokens` are; see [DominantShare].
    default long share(long tokens) {
        return enforced() ? DominantShare.of(tokens, limit()) : 0;
    }

    /// How requests are limited: Azure counts those of the last seconds, others refill.
    static RateLimit requests(Pool pool, long nowNanos) {
        String name = "requestsPerMinute";
        long limit = pool.requestsPerMinute();
        return pool.accounting() == Accounting.AZURE_PAYG
                ? new SlidingWindow(name, limit, pool.requestWindowNanos(), nowNanos)
                : new TokenBucket(name, limit, pool.requestWindowNanos(), false, nowNanos);
    }

    /// How input and output together are limited: Azure counts those of the last minute, its
    /// provisioned deployments refuse only once they are full, others refill.
    static RateLimit tokens(Pool pool, long nowNanos) {
        String name = "tokensPerMinute";
        long limit = pool.tokensPerMinute();
        return switch (pool.accounting()) {
            case AZURE_PAYG -> new SlidingWindow(name, limit, MINUTE, nowNanos);
            case AZURE_PTU ->
                    new TokenBucket(name, limit, TokenBucket.LEAKY_WINDOW_NANOS, true, nowNanos);
            default -> new TokenBucket(name, limit, MINUTE, false, nowNanos);
        };
    }

    /// What `limit` a minute comes to in a window of at most a minute; at least 1 of any limit.
    static long worth(long limit, long windowNanos) {
        if (limit == 0 || limit > ENFORCED_UP_TO || windowNanos == MINUTE) {
            return limit;
        }
        long micros = windowNanos / 1_000;
        long minute = MINUTE / 1_000;
        return Math.max(1, limit / minute * micros + limit % minute * micros / minute);
    }
}
