package dev.fleetward.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.view.FlowEstimate;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorTest {
    private static final Estimate DECLARED = new Estimate(1_000, 4_096, 4_096);
    private final Estimator estimator = new Estimator();

    private static Usage used(long input, long output) {
        return new Usage(
                TokenCount.reported(input),
                TokenCount.ABSENT,
                TokenCount.ABSENT,
                TokenCount.ABSENT,
                TokenCount.reported(output),
                TokenCount.ABSENT);
    }

    private Estimate chat(Estimate declared) {
        return estimator.corrected("f", "chat", declared);
    }

    private void ran(Estimate declared, long input, long output) {
        estimator.learn("f", "chat", declared, chat(declared), used(input, output));
    }

    @Test
    void whatIsDeclaredStandsUntilEnoughIsKnown() {
        for (int i = 0; i < Estimator.LEAST_SAMPLES; i++) {
            assertThat(chat(DECLARED).outputTokens()).isEqualTo(4_096);
            ran(DECLARED, 1_000, 100);
        }
        assertThat(chat(DECLARED).outputTokens()).isEqualTo(100);
        assertThat(chat(DECLARED).maxOutputTokens()).isEqualTo(4_096);
        assertThat(estimator.corrected("f", "other", DECLARED)).isEqualTo(DECLARED);
        assertThat(estimator.corrected("g", "chat", DECLARED)).isEqualTo(DECLARED);
    }

    @Test
    void expectsWhatNineOfTenStayWithinButNeverMoreThanIsDeclared() {
        for (int i = 1; i <= 30; i++) {
            ran(DECLARED, 1_000, i * 10);
        }
        assertThat(chat(DECLARED).outputTokens()).isEqualTo(270);
        assertThat(chat(DECLARED).usualOutputTokens()).as("the mean").isEqualTo(155);
        assertThat(chat(new Estimate(1_000, 50, 50)).outputTokens()).isEqualTo(50);
    }

    @Test
    void aCorrectedInputIsNoTokenTooLow() {
        Estimate declared = new Estimate(30, 100, 100);
        ran(declared, 20, 100);
        assertThat(chat(declared).inputTokens()).isEqualTo(20);
    }

    @Test
    void forgetsOldOutputs() {
        for (int i = 0; i < 100; i++) {
            ran(DECLARED, 1_000, 3_000);
        }
        for (int i = 0; i < RecentValues.REMEMBERED; i++) {
            ran(DECLARED, 1_000, 20);
        }
        assertThat(chat(DECLARED).outputTokens()).isEqualTo(20);
    }

    @Test
    void correctsInputByHowWrongItWas() {
        for (int i = 0; i < 200; i++) {
            ran(DECLARED, 1_300, 10);
        }
        assertThat(chat(DECLARED).inputTokens()).isBetween(1_295L, 1_300L);
    }

    @Test
    void whatWasOnlyEstimatedTeachesNothing() {
        for (int i = 0; i < 20; i++) {
            estimator.learn("f", "chat", DECLARED, DECLARED, Usage.estimated(9_000, 9));
        }
        assertThat(estimator.view(Estimator.FLOWS)).isEmpty();
    }

    @Test
    void remembersABoundedNumberOfFlowsAndForgetsTheLeastRecentlyUsed() {
        ran(DECLARED, 2_000, 1);
        for (int i = 0; i < Estimator.FLOWS + 10; i++) {
            estimator.learn("f" + i, "chat", DECLARED, DECLARED, used(1, 1));
            assertThat(chat(DECLARED).inputTokens()).as("in use").isNotEqualTo(1_000);
        }
        assertThat(estimator.view(Estimator.FLOWS)).hasSize(Estimator.FLOWS);
        assertThat(estimator.corrected("f1", "chat", DECLARED)).isEqualTo(DECLARED);
    }

    @Test
    void reportsBiasAndErrorOfItsPredictions() {
        for (int i = 0; i < 64; i++) {
            estimator.learn(
                    "f", "chat", DECLARED, new Estimate(1_000, 100, 4_096), used(1_000, 130));
        }
        assertThat(estimator.view(Estimator.FLOWS))
                .containsExactly(new FlowEstimate("f", "chat", 64, Estimator.ONE, 130, 30, 30));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsItsInvariantsWhateverItIsTold(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ArrayDeque<Long> last = new ArrayDeque<>();
        for (int i = 0; i < 2_000; i++) {
            long max = random.nextLong(1L << random.nextInt(1, 40));
            Estimate declared =
                    new Estimate(random.nextLong(1L << random.nextInt(1, 40)), max, max);
            Estimate expected = chat(declared);
            assertThat(expected.outputTokens()).isBetween(0L, max);
            assertThat(expected.maxOutputTokens()).isEqualTo(max);
            assertThat(expected.inputTokens())
                    .isBetween(declared.inputTokens() / 4, 4 * declared.inputTokens());
            long output = random.nextLong(1L << random.nextInt(1, 31));
            last.addLast(output);
            if (last.size() > RecentValues.REMEMBERED) {
                last.removeFirst();
            }
            ran(declared, random.nextLong(1L << random.nextInt(1, 62)), output);
            long[] sorted = last.stream().mapToLong(Long::longValue).sorted().toArray();
            if (sorted.length >= Estimator.LEAST_SAMPLES) {
                long exact = sorted[(int) Math.ceil(sorted.length * 0.9 - 1e-9) - 1];
                assertThat(estimator.view(Estimator.FLOWS).getFirst().outputTokens())
                        .isEqualTo(exact);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nineOfTenCallsStayWithinWhatIsExpected(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int within = 0;
        int calls = 4_000;
        for (int i = 0; i < calls; i++) {
            long output = (long) (50 * Math.exp(random.nextGaussian()));
            within += output <= chat(DECLARED).outputTokens() ? 1 : 0;
            ran(DECLARED, 1_000, output);
        }
        assertThat(within).isBetween(calls * 80 / 100, calls * 96 / 100);
    }
}
