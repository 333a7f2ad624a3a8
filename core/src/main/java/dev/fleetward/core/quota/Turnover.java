package dev.fleetward.core.quota;

/// At what pace calls that end give back what they had in use: an average that forgets with a
/// half-life of some seconds. Confined to the lock of its desk.
final class Turnover {
    /// How often something that is kept back for the moment is looked at again.
    static final long GLANCE_NANOS = 20_000_000L;

    private static final double TIME_CONSTANT_NANOS = 10e9;

    /// Below this many calls nothing is said.
    private static final int ENOUGH = 5;

    private double decayed;
    private long atNanos;
    private int seen;

    void released(long parts, long nowNanos) {
        if (parts > 0) {
            decay(nowNanos);
            decayed += parts;
            seen = Math.min(seen + 1, ENOUGH);
        }
    }

    private void decay(long nowNanos) {
        long passed = nowNanos - atNanos;
        if (passed > 0) {
            decayed *= Math.exp(-passed / TIME_CONSTANT_NANOS);
            atNanos = nowNanos;
        }
    }

    /// How long it takes until so much was given back; 0 where that is not known.
    long nanosFor(long parts, long nowNanos) {
        if (parts <= 0 || seen < ENOUGH) {
            return 0;
        }
        decay(nowNanos);
        double perNano = decayed / TIME_CONSTANT_NANOS;
        return perNano <= 0 ? 0 : (long) Math.min(Long.MAX_VALUE / 4.0, parts / perNano);
    }
}
