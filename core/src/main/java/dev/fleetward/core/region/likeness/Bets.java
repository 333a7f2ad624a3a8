package dev.fleetward.core.region.likeness;

/// The alternatives that are bet on, as differences of the logarithm of the odds, both ways. Each
/// test spreads its stake evenly over them, which costs ln 10 = 2.3 nats and needs no estimate of
/// how large the difference is. Stateless.
final class Bets {
    static final int COUNT = 10;

    private static final double[] SHIFTS = {0.125, 0.25, 0.5, 1, 2, -0.125, -0.25, -0.5, -1, -2};

    private Bets() {}

    static double shift(int bet) {
        return SHIFTS[bet];
    }

    static double logit(double share) {
        return Math.log(share / (1 - share));
    }

    static double share(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /// Whether the mean of the bets' wealth is at least e^`bound`; cheap where it is far from it.
    static boolean reach(double[] logs, double bound) {
        for (double each : logs) {
            // The mean is at most the largest.
            if (each >= bound) {
                return logMean(logs) >= bound;
            }
        }
        return false;
    }

    /// ln of the mean of the bets' wealth.
    static double logMean(double[] logs) {
        double most = Double.NEGATIVE_INFINITY;
        for (double each : logs) {
            most = Math.max(most, each);
        }
        double sum = 0;
        for (double each : logs) {
            sum += Math.exp(each - most);
        }
        return most + Math.log(sum / logs.length);
    }
}
