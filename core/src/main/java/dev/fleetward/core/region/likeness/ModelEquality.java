package dev.fleetward.core.region.likeness;

import dev.fleetward.core.unit.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Do two endpoints answer the same prompts from the same distribution? Model Equality Testing
/// (Gao, Liang and Guestrin, ICLR 2025): a two-sample test on whole answers, with the squared
/// maximum mean discrepancy under the Hamming kernel, and the p-value of relabelling answers within
/// each prompt. To be asked on suspicion; costs [#cost]. Immutable.
///
/// Both sides must have been asked in the same way: prompt, temperature, limit of tokens. An answer
/// that the limit cut off at another place for one side alone is a difference.
///
/// @param prompts how many different ones to ask
/// @param samples how often to ask each, on each side
/// @param characters of an answer that count, at most
/// @param permutations relabellings
/// @param alpha the p-value at which the sides differ: the chance of a false alarm of one test
public record ModelEquality(
        int prompts, int samples, int characters, int permutations, double alpha) {
    /// The paper's sizes.
    public static final ModelEquality DEFAULT = new ModelEquality(25, 10, 1_000, 1_000, 0.05);

    private static final int MOST_ANSWERS = 1_000;

    public ModelEquality {
        if (prompts < 1 || samples < 2 || samples > MOST_ANSWERS || characters < 1) {
            throw new IllegalArgumentException(
                    "prompts: "
                            + prompts
                            + ", samples: "
                            + samples
                            + ", characters: "
                            + characters
                            + " (expected: at least 1, 2 to "
                            + MOST_ANSWERS
                            + ", at least 1)");
        }
        if (!(alpha > 0 && alpha < 1) || permutations + 1 < 1 / alpha) {
            throw new IllegalArgumentException(
                    "permutations: "
                            + permutations
                            + ", alpha: "
                            + alpha
                            + " (expected: at least 1 / alpha relabellings)");
        }
    }

    /// @param discrepancy the squared maximum mean discrepancy, without bias; near 0 or below where
    ///   they are equal
    /// @param firstAnswers answers of the first side, over all prompts
    public record Result(
            double discrepancy,
            double pValue,
            double alpha,
            int prompts,
            int firstAnswers,
            int secondAnswers,
            int permutations) {
        public boolean differs() {
            return pValue <= alpha;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s: MMD² = %.5f, p = %.4f (alpha %.2g, %d relabellings), %d and %d answers to"
                            + " %d prompts",
                    differs() ? "they differ" : "no difference shown",
                    discrepancy,
                    pValue,
                    alpha,
                    permutations,
                    firstAnswers,
                    secondAnswers,
                    prompts);
        }
    }

    /// The chance that a difference is found, by trial.
    ///
    /// @param effect how much less alike answers of the changed model are to the reference's than
    ///   those to each other: 0 not at all, 1 they have nothing in common
    /// @param mixture the share of the second side's calls that the changed model serves
    public record Power(double effect, double mixture, double chance, int trials) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "power %.2f for effect %.2f in %.0f%% of calls (%d trials)",
                    chance,
                    effect,
                    mixture * 100,
                    trials);
        }
    }

    /// @param calls of one side; a reference may be kept, so that a test asks one side alone
    public record Cost(int calls, long inputTokens, long outputTokens, long nanos) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d calls, %,d tokens in, %,d out, %s",
                    calls,
                    inputTokens,
                    outputTokens,
                    new Money(nanos));
        }
    }

    /// @param first by prompt, equally many answers to each
    /// @param second the same prompts in the same order
    public Result test(
            List<List<String>> first, List<List<String>> second, RandomGenerator random) {
        if (first.isEmpty() || first.size() != second.size()) {
            throw new IllegalArgumentException(
                    "prompts: "
                            + first.size()
                            + " and "
                            + second.size()
                            + " (expected: the same of both sides)");
        }
        int ofFirst = answers(first);
        int ofSecond = answers(second);
        List<float[][]> kernels = new ArrayList<>();
        for (int prompt = 0; prompt < first.size(); prompt++) {
            kernels.add(AnswerKernel.of(first.get(prompt), second.get(prompt), characters));
        }
        Discrepancy discrepancy = new Discrepancy(kernels, ofFirst, ofSecond);
        return new Result(
                discrepancy.observed(),
                discrepancy.pValue(permutations, random),
                alpha,
                first.size(),
                ofFirst * first.size(),
                ofSecond * first.size(),
                permutations);
    }

    /// Draws both sides from the reference's answers, with putting back, replaces a part of the
    /// second side's by a changed model's, and tests; `trials` times. Answers drawn twice are noise
    /// that real ones do not have, so the true power is rather higher.
    ///
    /// @param reference by prompt, equally many answers to each
    public Power power(
            List<List<String>> reference,
            double effect,
            double mixture,
            int trials,
            RandomGenerator random) {
        List<float[][]> known = new ArrayList<>();
        reference.forEach(each -> known.add(AnswerKernel.of(each, List.of(), characters)));
        int answers = answers(reference);
        int found = 0;
        for (int trial = 0; trial < trials; trial++) {
            List<float[][]> drawn = new ArrayList<>();
            for (float[][] each : known) {
                drawn.add(draw(each, answers, effect, mixture, random));
            }
            double p = new Discrepancy(drawn, samples, samples).pValue(permutations, random);
            found += p <= alpha ? 1 : 0;
        }
        return new Power(effect, mixture, (double) found / trials, trials);
    }

    private float[][] draw(
            float[][] known, int answers, double effect, double mixture, RandomGenerator random) {
        int size = 2 * samples;
        int[] which = new int[size];
        boolean[] changed = new boolean[size];
        for (int i = 0; i < size; i++) {
            which[i] = random.nextInt(answers);
            changed[i] = i >= samples && random.nextDouble() < mixture;
        }
        float[][] kernel = new float[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double alike = changed[i] == changed[j] ? 1 : 1 - effect;
                kernel[i][j] = (float) (alike * known[which[i]][which[j]]);
            }
        }
        return kernel;
    }

    /// What asking one side costs. Prices are nano-dollars per million tokens, as in a price row.
    public Cost cost(
            int inputTokens, int outputTokens, long inputPerMillion, long outputPerMillion) {
        int calls = Math.multiplyExact(prompts, samples);
        long in = (long) calls * inputTokens;
        long out = (long) calls * outputTokens;
        long nanos =
                Math.addExact(
                                Math.multiplyExact(in, inputPerMillion),
                                Math.multiplyExact(out, outputPerMillion))
                        / 1_000_000;
        return new Cost(calls, in, out, nanos);
    }

    private static int answers(List<List<String>> side) {
        int answers = side.getFirst().size();
        if (answers > MOST_ANSWERS || side.stream().anyMatch(each -> each.size() != answers)) {
            throw new IllegalArgumentException(
                    "answers: not equally many to each prompt, or above " + MOST_ANSWERS);
        }
        return answers;
    }
}
