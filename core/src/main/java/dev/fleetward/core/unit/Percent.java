package dev.fleetward.core.unit;

import java.math.BigDecimal;

/// A share of a whole, held in parts per million so that it can be compared and multiplied without
/// floating point. Immutable.
///
/// @param partsPerMillion 1,000,000 is 100%
public record Percent(int partsPerMillion) {
    private static final long WHOLE = 1_000_000;

    public static final Percent ZERO = new Percent(0);
    public static final Percent HUNDRED = new Percent(1_000_000);

    /// This share of `whole`, which is 0 or more, rounded down. A share above 100% of a number too
    /// large for it is `Long.MAX_VALUE`.
    public long of(long whole) {
        long millions = whole / WHOLE;
        long rest = whole % WHOLE * partsPerMillion / WHOLE;
        return Math.multiplyHigh(millions, partsPerMillion) != 0
                        || millions * partsPerMillion > Long.MAX_VALUE - rest
                        || millions * partsPerMillion < 0
                ? Long.MAX_VALUE
                : millions * partsPerMillion + rest;
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(partsPerMillion, 4).stripTrailingZeros().toPlainString() + "%";
    }
}
