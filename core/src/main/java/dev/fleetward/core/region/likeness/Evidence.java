package dev.fleetward.core.region.likeness;

import java.util.Locale;

/// What a comparison rests on. Immutable.
///
/// @param first one region, or the reference out of the past
/// @param second the other region, or now
/// @param logE the natural logarithm of the e-value: how many times over somebody would have
///   multiplied a stake who bets that they differ, where none can expect to gain if they do not
/// @param alpha the chance that the e-value ever reaches 1 / alpha in a window without a difference
/// @param days the length of the window
public record Evidence(Sample first, Sample second, double logE, double alpha, int days) {
    /// Counted out; infinite where it is too large for a double.
    public double eValue() {
        return Math.exp(logE);
    }

    /// The second's rate less the first's.
    public double gap() {
        return second.rate() - first.rate();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s against %s in %d d; e = %.3g, alarm at %.3g (alpha %.2g)",
                second,
                first,
                days,
                eValue(),
                1 / alpha,
                alpha);
    }
}
