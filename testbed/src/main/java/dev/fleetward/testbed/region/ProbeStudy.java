package dev.fleetward.testbed.region;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// What the active tests see at the sample sizes at which they are used. Stateless.
final class ProbeStudy {
    private static final double LOG_PROB_ALPHA = 0.001;

    private ProbeStudy() {}

    static List<ProbeLine> lines(SplittableRandom seedsOf, int seeds) {
        List<ProbeLine> probes = new ArrayList<>();
        for (double[] each :
                new double[][] {
                    {0, 1}, {0.1, 1}, {0.25, 1}, {0.5, 1}, {1, 0.2}, {1, 0.5}, {1, 1}
                }) {
            int found = 0;
            for (int i = 0; i < seeds; i++) {
                found += ProbeTrials.equality(seedsOf.split(), each[0], each[1]).differs() ? 1 : 0;
            }
            probes.add(
                    new ProbeLine(
                            "model equality, alpha 5%",
                            each[0] == 0 ? "none" : percent(each[0]) + " of places" + in(each[1]),
                            "25 × 10",
                            seeds,
                            (double) found / seeds,
                            Double.NaN));
        }
        probes.addAll(
                borders(
                        seedsOf,
                        seeds,
                        false,
                        new double[][] {{0, 0}, {0.25, 0}, {0.5, 0}, {1, 0}, {0.5, 1}, {1, 1}}));
        for (double[] each :
                new double[][] {{0, 1}, {0.02, 1}, {0.05, 1}, {0.2, 1}, {0.2, 0.5}, {0.2, 0.2}}) {
            int found = 0;
            for (int i = 0; i < seeds; i++) {
                found +=
                        ProbeTrials.logProbs(seedsOf.split(), each[0], each[1], LOG_PROB_ALPHA)
                                ? 1
                                : 0;
            }
            probes.add(
                    new ProbeLine(
                            "log probabilities, alpha 0.1%",
                            each[0] == 0
                                    ? "none"
                                    : String.format(Locale.ROOT, "moved by ±%.2f", each[0])
                                            + in(each[1]),
                            "50 + 10",
                            seeds,
                            (double) found / seeds,
                            Double.NaN));
        }
        probes.addAll(
                borders(
                        seedsOf,
                        seeds,
                        true,
                        new double[][] {
                            {0, 0}, {0.25, 0}, {0.5, 0}, {1, 0}, {0.25, 1}, {0.5, 1}, {1, 1}
                        }));
        return probes;
    }

    /// @param drift whether they are held against their first day as well
    /// @param cases share of the inputs, and whether slowly
    private static List<ProbeLine> borders(
            SplittableRandom seedsOf, int seeds, boolean drift, double[][] cases) {
        List<ProbeLine> probes = new ArrayList<>();
        for (double[] each : cases) {
            int[] days = new int[seeds];
            for (int i = 0; i < seeds; i++) {
                days[i] =
                        ProbeTrials.borders(
                                seedsOf.split(),
                                each[0],
                                each[1] == 0 ? 0 : RolloutRun.TAKES,
                                drift);
            }
            int[] found = Arrays.stream(days).filter(day -> day >= 0).sorted().toArray();
            probes.add(
                    new ProbeLine(
                            drift ? "border inputs, their first day too" : "border inputs, 28 days",
                            each[0] == 0
                                    ? "none"
                                    : percent(each[0])
                                            + " of inputs"
                                            + (each[1] == 0 ? ", at once" : ", in 14 days"),
                            "20 × 10 a day",
                            seeds,
                            (double) found.length / seeds,
                            found.length == 0 ? Double.NaN : found[(found.length - 1) / 2]));
        }
        return probes;
    }

    private static String in(double mixture) {
        return mixture == 1 ? "" : " in " + percent(mixture) + " of calls";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", share * 100);
    }
}
