package dev.fleetward.core.evaluation;

import dev.fleetward.core.unit.Percent;

/// How many of so many samples passed. Immutable.
///
/// @param passed 0 to `samples`
public record PassRate(int passed, int samples) {
    /// The normal quantile of a two-sided 95% interval.
    private static final double Z = 1.959963984540054;

    public static final PassRate NONE = new PassRate(0, 0);

    public PassRate {
        if (passed < 0 || passed > samples) {
            throw new IllegalArgumentException(
                    "passed: " + passed + " (expected: 0.." + samples + ")");
        }
    }

    public PassRate plus(PassRate other) {
        return new PassRate(passed + other.passed, samples + other.samples);
    }

    public PassRate plus(boolean another) {
        return new PassRate(passed + (another ? 1 : 0), samples + 1);
    }

    /// The share that passed; 0 where there are no samples.
    public double rate() {
        return samples == 0 ? 0 : (double) passed / samples;
    }

    /// Whether at least this share passed, of one sample or more. Exact: no rounding.
    public boolean reaches(Percent threshold) {
        return samples > 0
                && (long) passed * Percent.HUNDRED.partsPerMillion()
                        >= (long) threshold.partsPerMillion() * samples;
    }

    /// @param low 0 to `high`
    /// @param high up to 1
    public record Interval(double low, double high) {}

    /// Wilson's score interval for the share, 95%; 0 to 1 where there are no samples.
    public Interval interval() {
        if (samples == 0) {
            return new Interval(0, 1);
        }
        double share = rate();
        double square = Z * Z;
        double centre = share + square / (2 * samples);
        double half = Z * Math.sqrt((share * (1 - share) + square / (4.0 * samples)) / samples);
        double whole = 1 + square / samples;
        // At the ends the formula is exact but for rounding.
        double low = passed == 0 ? 0 : Math.max(0, (centre - half) / whole);
        double high = passed == samples ? 1 : Math.min(1, (centre + half) / whole);
        return new Interval(low, high);
    }
}
