package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Pool;
import org.jspecify.annotations.Nullable;

/// How much of something is in use at once. Confined to the lock of its desk.
///
/// Invariant: `held` is the sum of what open leases hold. It is above `limit` only after the limit
/// shrank.
final class Gauge {
    private final String name;
    private long limit;
    private long held;

    Gauge(String name, long limit) {
        this.name = name;
        this.limit = limit;
    }

    String name() {
        return name;
    }

    long limit() {
        return limit;
    }

    long held() {
        return held;
    }

    boolean enforced() {
        return limit != Pool.UNLIMITED;
    }

    /// What is left; negative after the limit shrank below what is in use.
    long free() {
        return limit - held;
    }

    boolean has(long amount) {
        return amount == 0 || amount <= limit - held;
    }

    void hold(long amount) {
        held += amount;
    }

    void release(long amount) {
        held -= amount;
    }

    void changeLimit(long newLimit) {
        limit = newLimit;
    }

    /// Why [#has] says no; null where it does not.
    @Nullable Shortage shortage(String pool, long amount) {
        if (has(amount)) {
            return null;
        }
        return amount > limit
                ? new Shortage.NeverFits(pool, name, amount, limit)
                : new Shortage.InUse(pool, name, amount, free(), limit);
    }

    /// The part of the whole limit that `amount` is; see [DominantShare].
    long share(long amount) {
        return enforced() ? DominantShare.of(amount, limit) : 0;
    }
}
