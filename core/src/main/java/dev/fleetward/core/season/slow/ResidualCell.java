package dev.fleetward.core.season.slow;

/// First tokens of one cohort in one slot of five minutes, beside the baseline of that hour of the
/// week. Immutable.
///
/// Durations may be in any unit, as long as all cells of a question have the same.
///
/// @param wallMicros where the slot begins, in UTC; any moment of the slot will do
/// @param calls at least one
/// @param residual the mean over the calls of log(first token) − log(baseline)
/// @param observed the median first token
/// @param promptTokens the mean of the input tokens
/// @param baseline the median that is usual for this hour of the week at this endpoint with prompts
///   of this size, what is predicted for prefill included
/// @param band how far the median of an ordinary hour lies from the baseline at most, as a
///   logarithm: half the width of the band. It is that of the hour's median, not of single calls,
///   which spread far wider
/// @param dayRatio the baseline of this hour over that of the whole day; 1 where it is not known
public record ResidualCell(
        long wallMicros,
        Cohort cohort,
        long calls,
        double residual,
        double observed,
        double promptTokens,
        double baseline,
        double band,
        double dayRatio) {
    /// The length of a slot.
    public static final long SLOT_MICROS = 300_000_000L;

    public ResidualCell {
        if (calls < 1) {
            throw new IllegalArgumentException("calls: " + calls + " (expected: at least 1)");
        }
        if (!Double.isFinite(residual)) {
            throw new IllegalArgumentException("residual: " + residual + " (expected: finite)");
        }
        positive("observed", observed);
        positive("baseline", baseline);
        positive("dayRatio", dayRatio);
        notNegative("promptTokens", promptTokens);
        notNegative("band", band);
    }

    private static void positive(String name, double value) {
        if (!(value > 0) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: above 0)");
        }
    }

    private static void notNegative(String name, double value) {
        if (!(value >= 0) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 0)");
        }
    }

    long slot() {
        return Math.floorDiv(wallMicros, SLOT_MICROS);
    }
}
