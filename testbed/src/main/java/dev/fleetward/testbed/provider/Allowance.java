package dev.fleetward.testbed.provider;

/// A limit per minute as a token bucket that refills continuously and holds one minute's worth. May
/// go below zero when a call turns out to have cost more. Confined to its provider's event loop.
final class Allowance {
    private static final double NANOS_PER_MINUTE = 60e9;

    private final long perMinute;
    private double level;
    private long filledNanos;

    /// @param perMinute 0 for no limit
    Allowance(long perMinute, long nowNanos) {
        this.perMinute = perMinute;
        this.level = perMinute;
        this.filledNanos = nowNanos;
    }

    boolean limited() {
        return perMinute > 0;
    }

    long perMinute() {
        return perMinute;
    }

    private void fill(long nowNanos) {
        level =
                Math.min(
                        (double) perMinute,
                        level + (nowNanos - filledNanos) / NANOS_PER_MINUTE * perMinute);
        filledNanos = nowNanos;
    }

    /// Nanoseconds until `cost` fits; 0 if it fits now. What is larger than a whole minute's worth
    /// waits for a full bucket.
    long waitNanos(double cost, long nowNanos) {
        if (!limited()) {
            return 0;
        }
        fill(nowNanos);
        double missing = Math.min(cost, (double) perMinute) - level;
        return missing <= 0 ? 0 : (long) Math.ceil(missing / perMinute * NANOS_PER_MINUTE);
    }

    void take(double cost, long nowNanos) {
        if (limited()) {
            fill(nowNanos);
            level -= cost;
        }
    }

    long remaining(long nowNanos) {
        fill(nowNanos);
        return (long) Math.max(0, level);
    }

    /// Nanoseconds until the bucket is full.
    long resetNanos(long nowNanos) {
        fill(nowNanos);
        return (long) Math.max(0, (perMinute - level) / perMinute * NANOS_PER_MINUTE);
    }
}
