package dev.fleetward.bench.overhead;

import java.util.Collection;
import java.util.List;

/// How one checkout stands to another: the median of the rounds' ratios, and between what the true
/// one lies. Immutable.
///
/// The interval rests on ranks alone, whatever the noise looks like: of six rounds or more it holds
/// the true median in at least 95 of 100 runs; of fewer it is merely all that was seen.
///
/// @param median NaN where the ratios mean nothing
/// @param low the interval's lower end
/// @param high its upper end
record Change(double median, double low, double high, int rounds) {
    /// How much worse than before counts as no worse.
    static final double TOLERANCE = 1.05;

    private static final double UNSURE = 0.05;

    /// Whether it is no worse than before.
    enum Verdict {
        MET("met"),
        MISSED("MISSED"),
        /// The limit lies inside the interval.
        NOT_SHOWN("not shown");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /// @param ratios at least one; NaN counts as the largest
    static Change of(Collection<Double> ratios) {
        List<Double> sorted = ratios.stream().sorted().toList();
        int count = sorted.size();
        int outside = outside(count);
        return new Change(
                Samples.median(sorted),
                sorted.get(outside),
                sorted.get(count - 1 - outside),
                count);
    }

    /// How many ratios lie outside the interval at either end: the most that so many tosses of a
    /// coin, or fewer, are heads seldom enough.
    private static int outside(int count) {
        double ways = 1;
        double noMoreHeads = 0;
        for (int heads = 0; heads < count; heads++) {
            noMoreHeads += ways / Math.pow(2, count);
            if (noMoreHeads > UNSURE / 2) {
                return Math.max(0, heads - 1);
            }
            ways = ways * (count - heads) / (heads + 1);
        }
        return 0;
    }

    Verdict verdict(boolean lessIsBetter) {
        double limit = lessIsBetter ? TOLERANCE : 1 / TOLERANCE;
        if (lessIsBetter ? high <= limit : low >= limit) {
            return Verdict.MET;
        }
        return (lessIsBetter ? low > limit : high < limit) ? Verdict.MISSED : Verdict.NOT_SHOWN;
    }
}
