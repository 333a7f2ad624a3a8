package dev.fleetward.core.region.likeness;

import java.util.List;
import java.util.random.RandomGenerator;

/// The maximum mean discrepancy of two samples of answers, squared, without bias (Gretton et al.
/// 2012): the mean over the prompts of how alike answers of one side are, on both sides, less twice
/// how alike answers of different sides are. Answers to different prompts have nothing in common.
/// Kernels are computed once; a permutation needs only the sums over one side. Confined to its
/// owner.
final class Discrepancy {
    private static final double EQUAL = 1e-9;

    private final List<float[][]> kernels;
    private final int first;
    private final int second;
    private final double[][] rows;
    private final double[] totals;
    private final int[] order;

    /// @param kernels one for each prompt, with answers of the first side first
    /// @param first answers of the first side to each prompt, at least 2
    /// @param second answers of the second side, at least 2
    Discrepancy(List<float[][]> kernels, int first, int second) {
        if (kernels.isEmpty() || first < 2 || second < 2) {
            throw new IllegalArgumentException(
                    "prompts: "
                            + kernels.size()
                            + ", answers: "
                            + first
                            + " and "
                            + second
                            + " (expected: a prompt and two answers of each side)");
        }
        this.kernels = kernels;
        this.first = first;
        this.second = second;
        this.rows = new double[kernels.size()][first + second];
        this.totals = new double[kernels.size()];
        this.order = new int[first + second];
        for (int prompt = 0; prompt < kernels.size(); prompt++) {
            float[][] kernel = kernels.get(prompt);
            for (int i = 0; i < order.length; i++) {
                for (int j = 0; j < order.length; j++) {
                    rows[prompt][i] += i == j ? 0 : kernel[i][j];
                }
                totals[prompt] += rows[prompt][i];
            }
        }
    }

    double observed() {
        double sum = 0;
        for (int prompt = 0; prompt < totals.length; prompt++) {
            inOrder();
            sum += of(prompt);
        }
        return sum / totals.length;
    }

    /// The share of relabellings within the prompts, this one included, that are as far apart.
    double pValue(int permutations, RandomGenerator random) {
        double observed = observed();
        int asFar = 1;
        for (int run = 0; run < permutations; run++) {
            double sum = 0;
            for (int prompt = 0; prompt < totals.length; prompt++) {
                inOrder();
                Shuffle.prefix(order, first, random);
                sum += of(prompt);
            }
            asFar += sum / totals.length >= observed - EQUAL ? 1 : 0;
        }
        return (double) asFar / (permutations + 1);
    }

    private void inOrder() {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }

    /// With the first answers of `order` as the first side.
    private double of(int prompt) {
        float[][] kernel = kernels.get(prompt);
        double own = 0;
        double row = 0;
        for (int i = 0; i < first; i++) {
            row += rows[prompt][order[i]];
            float[] line = kernel[order[i]];
            for (int j = 0; j < i; j++) {
                own += line[order[j]];
            }
        }
        own *= 2;
        double across = row - own;
        double others = totals[prompt] - own - 2 * across;
        return own / ((double) first * (first - 1))
                + others / ((double) second * (second - 1))
                - 2 * across / ((double) first * second);
    }
}
