package dev.fleetward.core.region.likeness;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Do two samples of top log probabilities come from one model? The statistic is the mean over all
/// tokens of how far their mean log probabilities are apart; its p-value that of relabelling (LT,
/// arXiv 2512.03816). A token that an answer does not list counts with the least that it lists,
/// since it can be no likelier. Stateless.
public final class LogProbTest {
    private static final double EQUAL = 1e-12;

    private LogProbTest() {}

    /// @param difference the mean over tokens of |difference of mean log probabilities|, in nats
    /// @param reference answers of the reference
    /// @param detection answers of the other sample
    public record Result(
            double difference,
            double pValue,
            double alpha,
            int reference,
            int detection,
            int permutations) {
        public boolean differs() {
            return pValue <= alpha;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s: %.4f nats apart, p = %.5f (alpha %.2g, %d relabellings), %d answers"
                            + " against %d",
                    differs() ? "they differ" : "no difference shown",
                    difference,
                    pValue,
                    alpha,
                    permutations,
                    detection,
                    reference);
        }
    }

    static Result test(
            List<Map<String, Double>> reference,
            List<Map<String, Double>> detection,
            double alpha,
            int permutations,
            RandomGenerator random) {
        double[][] table = table(reference, detection);
        int picked = detection.size();
        int[] order = new int[table.length];
        double[] totals = new double[table[0].length];
        for (double[] row : table) {
            for (int token = 0; token < totals.length; token++) {
                totals[token] += row[token];
            }
        }
        // The detection sample comes first, so that the identity is the labelling that was seen.
        inOrder(order);
        double observed = difference(table, totals, order, picked);
        int asFar = 1;
        for (int run = 0; run < permutations; run++) {
            inOrder(order);
            Shuffle.prefix(order, picked, random);
            asFar += difference(table, totals, order, picked) >= observed - EQUAL ? 1 : 0;
        }
        return new Result(
                observed,
                (double) asFar / (permutations + 1),
                alpha,
                reference.size(),
                picked,
                permutations);
    }

    private static double[][] table(
            List<Map<String, Double>> reference, List<Map<String, Double>> detection) {
        Map<String, Integer> columns = new HashMap<>();
        for (List<Map<String, Double>> side : List.of(detection, reference)) {
            side.forEach(each ->
                    each.keySet().forEach(token -> columns.putIfAbsent(token, columns.size())));
        }
        double[][] table = new double[reference.size() + detection.size()][columns.size()];
        for (int i = 0; i < table.length; i++) {
            Map<String, Double> listed =
                    i < detection.size() ? detection.get(i) : reference.get(i - detection.size());
            double least =
                    listed.values().stream().mapToDouble(Double::doubleValue).min().orElse(0);
            double[] row = table[i];
            columns.forEach((token, at) -> row[at] = listed.getOrDefault(token, least));
        }
        return table;
    }

    private static void inOrder(int[] order) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }

    private static double difference(double[][] table, double[] totals, int[] order, int picked) {
        double sum = 0;
        int others = table.length - picked;
        for (int token = 0; token < totals.length; token++) {
            double own = 0;
            for (int i = 0; i < picked; i++) {
                own += table[order[i]][token];
            }
            sum += Math.abs(own / picked - (totals[token] - own) / others);
        }
        return sum / totals.length;
    }
}
