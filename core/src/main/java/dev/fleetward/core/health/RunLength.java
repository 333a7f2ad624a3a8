package dev.fleetward.core.health;

/// How many calls a chart takes to alarm, exactly: its sum is a Markov chain over the steps from 0
/// to its height (Brook and Evans 1972). For tables and tests; takes memory in proportion to height
/// × jump. Stateless.
public final class RunLength {
    private RunLength() {}

    /// The mean number of calls from `start` to the alarm, where a part of `rate` of them is bad.
    ///
    /// Solves L(s) = 1 + rate·L(s + jump) + (1 − rate)·L(s − 1). The matrix has one diagonal below
    /// and `jump` above its own and is diagonally dominant, so elimination needs no pivots.
    public static double mean(Cusum chart, double rate, int start) {
        int states = chart.height();
        int jump = chart.jump();
        double[][] upper = new double[states][];
        double[] right = new double[states];
        for (int s = 0; s < states; s++) {
            double[] row = new double[Math.min(jump, states - 1 - s) + 1];
            row[0] = s == 0 ? rate : 1;
            if (s + jump < states) {
                row[jump] -= rate;
            }
            right[s] = 1;
            if (s > 0) {
                double factor = -(1 - rate) / upper[s - 1][0];
                for (int j = 1; j < upper[s - 1].length; j++) {
                    row[j - 1] -= factor * upper[s - 1][j];
                }
                right[s] -= factor * right[s - 1];
            }
            upper[s] = row;
        }
        double[] calls = new double[states];
        for (int s = states - 1; s >= 0; s--) {
            double sum = right[s];
            for (int j = 1; j < upper[s].length; j++) {
                sum -= upper[s][j] * calls[s + j];
            }
            calls[s] = sum / upper[s][0];
        }
        return calls[start];
    }

    /// The fewest calls within which a part of at least `share` of all runs from `start` alarm.
    public static int quantile(Cusum chart, double rate, int start, double share) {
        int states = chart.height();
        double[] at = new double[states];
        at[start] = 1;
        double running = 1;
        int calls = 0;
        while (1 - running < share) {
            double[] next = new double[states];
            for (int s = 0; s < states; s++) {
                next[Math.max(s - 1, 0)] += at[s] * (1 - rate);
                int risen = s + chart.jump();
                if (risen < states) {
                    next[risen] += at[s] * rate;
                } else {
                    running -= at[s] * rate;
                }
            }
            at = next;
            calls++;
        }
        return calls;
    }
}
