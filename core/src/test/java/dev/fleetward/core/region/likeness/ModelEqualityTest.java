package dev.fleetward.core.region.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelEqualityTest {
    private static final ModelEquality SMALL = new ModelEquality(6, 8, 50, 99, 0.05);

    /// Answers of twenty letters, each a or b; b with a chance of its own for each prompt and
    /// place.
    private static List<List<String>> answers(long model, int samples, SplittableRandom random) {
        List<List<String>> byPrompt = new ArrayList<>();
        for (int prompt = 0; prompt < 6; prompt++) {
            SplittableRandom taste = new SplittableRandom(model * 100 + prompt);
            double[] chances = taste.doubles(20).toArray();
            List<String> answers = new ArrayList<>();
            for (int sample = 0; sample < samples; sample++) {
                StringBuilder text = new StringBuilder();
                for (double chance : chances) {
                    text.append(random.nextDouble() < chance ? 'b' : 'a');
                }
                answers.add(text.substring(0, 15 + random.nextInt(6)));
            }
            byPrompt.add(answers);
        }
        return byPrompt;
    }

    @Test
    void isTheUnbiasedDiscrepancyByItsDefinition() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<List<String>> first = answers(1, 8, random);
        List<List<String>> second = answers(2, 7, random);
        double expected = 0;
        for (int prompt = 0; prompt < 6; prompt++) {
            List<String> x = first.get(prompt);
            List<String> y = second.get(prompt);
            float[][] kernel = AnswerKernel.of(x, y, 50);
            double xx = 0;
            double yy = 0;
            double xy = 0;
            for (int i = 0; i < 15; i++) {
                for (int j = 0; j < 15; j++) {
                    if (i < 8 && j < 8 && i != j) {
                        xx += kernel[i][j] / (8.0 * 7);
                    } else if (i >= 8 && j >= 8 && i != j) {
                        yy += kernel[i][j] / (7.0 * 6);
                    } else if (i < 8 && j >= 8) {
                        xy += kernel[i][j] / (8.0 * 7);
                    }
                }
            }
            expected += (xx + yy - 2 * xy) / 6;
        }
        assertThat(SMALL.test(first, second, random).discrepancy())
                .as("seed %s", seed)
                .isCloseTo(expected, within(1e-6));
    }

    @Test
    void padsShorterAnswersAndStopsAtTheLimit() {
        float[][] kernel = AnswerKernel.of(List.of("abcdefX", "abcdxf"), List.of("ab"), 6);
        assertThat(kernel[0][0]).isEqualTo(1);
        assertThat(kernel[0][1]).isEqualTo(5f / 6);
        assertThat(kernel[0][2]).isEqualTo(2f / 6);
        assertThat(AnswerKernel.of(List.of("ab", "ab"), List.of("x"), 6)[0][1]).isEqualTo(1);
    }

    @Test
    void holdsItsLevelWhereTheModelIsTheSame() {
        int found = 0;
        int runs = 400;
        for (int seed = 1; seed <= runs; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            found +=
                    SMALL.test(answers(1, 8, random), answers(1, 8, random), random).differs()
                            ? 1
                            : 0;
        }
        // 20 expected; four standard deviations of 4.4 above.
        assertThat(found).isBetween(5, 38);
    }

    @Test
    void findsAnotherModel() {
        for (int seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ModelEquality.Result result =
                    SMALL.test(answers(1, 8, random), answers(2, 8, random), random);
            assertThat(result.differs()).as("seed %s", seed).isTrue();
            assertThat(result.toString())
                    .contains("they differ", "48 and 48 answers to 6 prompts", "99 relabellings");
        }
    }

    @Test
    void powerGrowsWithTheEffectAndIsTheLevelWithoutOne() {
        SplittableRandom random = new SplittableRandom(1);
        List<List<String>> reference = answers(1, 8, random);
        ModelEquality.Power none = SMALL.power(reference, 0, 1, 200, random);
        ModelEquality.Power some = SMALL.power(reference, 0.3, 0.5, 200, random);
        ModelEquality.Power all = SMALL.power(reference, 0.5, 1, 200, random);
        assertThat(none.chance()).isLessThan(0.12);
        assertThat(some.chance()).isGreaterThan(none.chance());
        assertThat(all.chance()).isGreaterThan(0.9);
        assertThat(all.toString()).contains("effect 0.50 in 100% of calls (200 trials)");
    }

    @Test
    void saysWhatItCosts() {
        ModelEquality.Cost cost =
                ModelEquality.DEFAULT.cost(40, 100, 2_500_000_000L, 10_000_000_000L);
        assertThat(cost.calls()).isEqualTo(250);
        assertThat(cost.nanos()).isEqualTo(275_000_000L);
        assertThat(cost.toString()).isEqualTo("250 calls, 10,000 tokens in, 25,000 out, $0.2750");
    }

    @Test
    void namesWhatItCannotUse() {
        SplittableRandom random = new SplittableRandom(1);
        assertThatThrownBy(() -> new ModelEquality(25, 10, 1_000, 10, 0.05))
                .hasMessageContaining("1 / alpha");
        assertThatThrownBy(() -> SMALL.test(List.of(), List.of(), random))
                .hasMessageContaining("prompts");
        assertThatThrownBy(() ->
                        SMALL.test(
                                List.of(List.of("a", "b"), List.of("a")),
                                List.of(List.of("a", "b"), List.of("a", "b")),
                                random))
                .hasMessageContaining("not equally many");
    }
}
