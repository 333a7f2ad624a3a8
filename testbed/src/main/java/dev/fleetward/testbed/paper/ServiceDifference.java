package dev.fleetward.testbed.paper;

import dev.fleetward.testbed.minibatch.Outcome;
import java.util.List;

/// The paper's measure of unfairness (Table 2, as its artifact computes it). The service of a
/// request, `input + 2 · output`, is spread evenly from its first token to its last. At each of 19
/// ticks between warm-up and horizon, and in a window of ±30 s around it, a client is short of what
/// the best served client got, but never by more than what it asked for and did not get; the
/// difference at the tick is the sum over clients, per second. Aborted requests are no part of it.
/// With weights, service counts divided by the client's weight. Immutable.
///
/// @param max over the ticks
/// @param average over the ticks
/// @param variance over the ticks
/// @param accumulated the most that two clients' services since the warm-up were apart at a tick
public record ServiceDifference(double max, double average, double variance, double accumulated) {
    private static final int PARTS = 20;
    private static final double WARM_UP = 30;
    private static final double HALF_WINDOW = 30;

    /// @param horizonSeconds until when the experiment counts
    static ServiceDifference of(
            List<Outcome> outcomes, List<Double> weights, double horizonSeconds) {
        double[] ticks = ticks(horizonSeconds);
        double[] sums = new double[ticks.length];
        double accumulated = 0;
        for (int i = 0; i < ticks.length; i++) {
            double at = ticks[i];
            sums[i] = differenceAt(outcomes, weights, at);
            accumulated = Math.max(accumulated, spread(served(outcomes, weights, WARM_UP, at)));
        }
        double max = 0;
        double sum = 0;
        for (double one : sums) {
            max = Math.max(max, one);
            sum += one;
        }
        double average = sum / sums.length;
        double squares = 0;
        for (double one : sums) {
            squares += (one - average) * (one - average);
        }
        return new ServiceDifference(max, average, squares / sums.length, accumulated);
    }

    /// The middles of the windows, in seconds.
    static double[] ticks(double horizonSeconds) {
        double[] ticks = new double[PARTS - 1];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = WARM_UP + (horizonSeconds - WARM_UP) / PARTS * (i + 1);
        }
        return ticks;
    }

    private static double differenceAt(List<Outcome> outcomes, List<Double> weights, double at) {
        double from = at - HALF_WINDOW;
        double to = at + HALF_WINDOW;
        double[] served = served(outcomes, weights, from, to);
        double[] asked = asked(outcomes, weights, from, to);
        double best = 0;
        for (double one : served) {
            best = Math.max(best, one);
        }
        double sum = 0;
        for (int i = 0; i < served.length; i++) {
            sum += Math.min(best - served[i], Math.abs(asked[i] - served[i]));
        }
        return sum / (to - from);
    }

    /// Each client's service between two times in seconds.
    static double[] served(List<Outcome> outcomes, List<Double> weights, double from, double to) {
        double[] served = new double[weights.size()];
        for (Outcome outcome : outcomes) {
            if (outcome.aborted()) {
                continue;
            }
            double start = outcome.firstTokenNanos() / 1e9;
            double end = outcome.finishNanos() / 1e9;
            double overlap = Math.min(to, end) - Math.max(from, start);
            if (end - start >= 1e-5 && overlap > 0) {
                int client = outcome.request().client();
                served[client] +=
                        outcome.request().service() * overlap / (end - start) / weights.get(client);
            }
        }
        return served;
    }

    private static double[] asked(
            List<Outcome> outcomes, List<Double> weights, double from, double to) {
        double[] asked = new double[weights.size()];
        for (Outcome outcome : outcomes) {
            double at = outcome.request().atNanos() / 1e9;
            if (!outcome.aborted() && from <= at && at <= to) {
                int client = outcome.request().client();
                asked[client] += outcome.request().service() / weights.get(client);
            }
        }
        return asked;
    }

    private static double spread(double[] values) {
        double low = Double.MAX_VALUE;
        double high = 0;
        for (double value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return values.length == 0 ? 0 : high - low;
    }
}
