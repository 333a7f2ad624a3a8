package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PrefillModelTest {
    private static final double NANOS_PER_TOKEN = 200_000;

    private final PrefillModel model = new PrefillModel();

    private void learn(String endpoint, int calls, Random random) {
        for (int i = 0; i < calls; i++) {
            long tokens = Math.round(50 * Math.exp(random.nextDouble() * Math.log(600)));
            double waits = 150e6 * Math.exp(0.4 * random.nextGaussian());
            double slow = random.nextInt(4) == 0 ? 3e9 * random.nextDouble() : 0;
            model.observe(endpoint, tokens, Math.round(waits + slow + tokens * NANOS_PER_TOKEN));
        }
    }

    @RepeatedTest(20)
    void findsThePrefillUnderQueuesAndSpikes(RepetitionInfo run) {
        learn("a", 10_000, new Random(run.getCurrentRepetition()));
        for (long tokens : new long[] {2_000, 4_000, 8_000, 16_000, 28_000}) {
            assertThat((double) model.predictedNanos("a", tokens))
                    .as("%d tokens, seed %d", tokens, run.getCurrentRepetition())
                    .isCloseTo(tokens * NANOS_PER_TOKEN, Percentage.withPercentage(12));
        }
        assertThat(model.predictedNanos("a", 40)).isZero();
        assertThat((double) model.predictedNanos("a", 100_000))
                .isCloseTo(100_000 * NANOS_PER_TOKEN, Percentage.withPercentage(12));
        assertThat(model.predictedNanos("a", Long.MAX_VALUE)).isEqualTo(PrefillModel.MOST_NANOS);
    }

    @Test
    void neverFallsWithMoreTokens() {
        learn("a", 1_000, new Random(3));
        long before = 0;
        for (long tokens = 0; tokens < 200_000; tokens += 37) {
            long now = model.predictedNanos("a", tokens);
            assertThat(now).as("%d tokens", tokens).isGreaterThanOrEqualTo(before);
            before = now;
        }
    }

    @Test
    void anEndpointOfWhichLittleIsKnownReadsAtOnce() {
        assertThat(model.predictedNanos("a", 1_000)).isZero();
        for (int i = 0; i < 1_000; i++) {
            model.observe("a", 1_000, 900_000_000L + i);
        }
        model.observe("a", -1, 5);
        model.observe("a", 100_000, 0);
        assertThat(model.predictedNanos("a", 1_000)).isZero();
        assertThat(model.predictedNanos("a", 100_000)).isZero();
    }

    @Test
    void followsAnEndpointThatBecomesFaster() {
        learn("a", 5_000, new Random(4));
        for (int i = 0; i < 200_000; i++) {
            model.observe("a", i % 2 == 0 ? 60 : 16_000, i % 2 == 0 ? 100_000_000 : 1_700_000_000);
        }
        assertThat((double) model.predictedNanos("a", 16_000))
                .isCloseTo(1.6e9, Percentage.withPercentage(5));
    }

    @Test
    void comesBackFromItsRowsAndKeepsABoundedNumberOfThem() {
        learn("a", 5_000, new Random(5));
        long asked = model.predictedNanos("a", 9_000);
        PrefillModel other = new PrefillModel();
        model.rows().forEach(other::restore);
        assertThat((double) other.predictedNanos("a", 9_000))
                .isCloseTo((double) asked, Percentage.withPercentage(5));
        for (int i = 0; i < PrefillModel.MOST_ENDPOINTS; i++) {
            other.observe("e" + i, 10, 10);
        }
        assertThat(other.rows()).hasSize(PrefillModel.MOST_ENDPOINTS);
        assertThat(other.predictedNanos("a", 9_000)).isZero();
        for (byte[] bytes : new byte[][] {{}, {1}, {1, 0, 0}, {2}}) {
            assertThatThrownBy(() -> other.restore(new PrefillModel.Row("a", bytes)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
