package dev.fleetward.core.unit;

/// A share of a whole, held in parts per million so that it can be compared and multiplied without
/// floating point. Immutable.
///
/// @param partsPerMillion 1,000,000 is 100%
public record Percent(int partsPerMillion) {
    public static final Percent ZERO = new Percent(0);
    public static final Percent HUNDRED = new Percent(1_000_000);

    /// This share of `whole`, rounded down.
    public long of(long whole) {
        return Math.multiplyHigh(whole, partsPerMillion) == 0 && whole <= Long.MAX_VALUE / 1_000_000
                ? whole * partsPerMillion / 1_000_000
                : (long) (whole / 1_000_000.0 * partsPerMillion);
    }

    @Override
    public String toString() {
        String text = Double.toString(partsPerMillion / 10_000.0);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + "%";
    }
}
