package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Pool;

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
}
