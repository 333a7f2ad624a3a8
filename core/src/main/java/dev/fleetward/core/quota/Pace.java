package dev.fleetward.core.quota;

/// At what pace something comes: an average that forgets with a time constant of some seconds.
/// Confined to the lock of its desk.
final class Pace {
    private static final double TIME_CONSTANT_NANOS = 10e9;
    private static final double MINUTE_NANOS = 60e9;

    /// Below this many nothing is foretold.
    private static final int ENOUGH = 5;

    private double decayed;
    private long atNanos;
    private int seen;

    void add(long amount, long nowNanos) {
        if (amount > 0) {
            decay(nowNanos);
            decayed += amount;
            seen = Math.min(seen + 1, ENOUGH);
        }
    }

    private void decay(long nowNanos) {
        long passed = nowNanos - atNanos;
        if (seen == 0 || passed > 0) {
            decayed *= seen == 0 ? 0 : Math.exp(-passed / TIME_CONSTANT_NANOS);
            atNanos = nowNanos;
        }
    }

    long perMinute(long nowNanos) {
        decay(nowNanos);
        return (long) (decayed / TIME_CONSTANT_NANOS * MINUTE_NANOS);
    }

    /// How long it takes until so much has come; 0 where that is not known.
    long nanosFor(long amount, long nowNanos) {
        if (amount <= 0 || seen < ENOUGH) {
            return 0;
        }
        decay(nowNanos);
        double perNano = decayed / TIME_CONSTANT_NANOS;
        return perNano <= 0 ? 0 : (long) Math.min(Long.MAX_VALUE / 4.0, amount / perNano);
    }
}
