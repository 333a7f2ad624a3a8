package dev.fleetward.core.evaluation;

/// Fisher's exact test of two shares, two-sided. Stateless.
public final class ExactTest {
    /// Tables whose probability is this close count as equal.
    private static final double SLACK = 1 + 1e-7;

    private ExactTest() {}

    /// The probability of a difference at least as unlikely as this one if both had the same share;
    /// 1 where either has no samples. Takes time in proportion to the smaller margin.
    public static double pValue(PassRate one, PassRate other) {
        int samples = one.samples() + other.samples();
        int passed = one.passed() + other.passed();
        if (one.samples() == 0 || other.samples() == 0) {
            return 1;
        }
        int least = Math.max(0, passed - other.samples());
        int most = Math.min(passed, one.samples());
        double[] factorials = logFactorials(samples);
        double seen = logProbability(factorials, one.passed(), passed, one.samples(), samples);
        double sum = 0;
        for (int i = least; i <= most; i++) {
            double logProbability = logProbability(factorials, i, passed, one.samples(), samples);
            if (logProbability <= seen + Math.log(SLACK)) {
                sum += Math.exp(logProbability);
            }
        }
        return Math.min(1, sum);
    }

    private static double logProbability(
            double[] factorials, int both, int passed, int first, int samples) {
        return logChoose(factorials, first, both)
                + logChoose(factorials, samples - first, passed - both)
                - logChoose(factorials, samples, passed);
    }

    private static double logChoose(double[] factorials, int from, int take) {
        return factorials[from] - factorials[take] - factorials[from - take];
    }

    private static double[] logFactorials(int most) {
        double[] sums = new double[most + 1];
        for (int i = 2; i <= most; i++) {
            sums[i] = sums[i - 1] + Math.log(i);
        }
        return sums;
    }
}
