package dev.fleetward.core.quota;

/// Parts of limits in integers. Stateless.
final class DominantShare {
    /// The whole, in parts.
    static final long WHOLE = 1_000_000_000_000L;

    private static final long ROOT = 1_000_000L;

    /// Above this a remainder times [#ROOT] would overflow.
    private static final long EXACT_UP_TO = Long.MAX_VALUE / ROOT;

    private DominantShare() {}

    /// `amount / whole` in parts of [#WHOLE], rounded down; at most [Long#MAX_VALUE]. Anything of
    /// nothing is one whole.
    static long of(long amount, long whole) {
        if (amount <= 0) {
            return 0;
        }
        if (whole <= 0) {
            return WHOLE;
        }
        if (whole > EXACT_UP_TO) {
            return of(amount >> 20, whole >> 20);
        }
        long wholes = amount / whole;
        if (wholes >= Long.MAX_VALUE / WHOLE) {
            return Long.MAX_VALUE;
        }
        long millionths = amount % whole * ROOT;
        long rest = millionths % whole * ROOT;
        return wholes * WHOLE + millionths / whole * ROOT + rest / whole;
    }
}
