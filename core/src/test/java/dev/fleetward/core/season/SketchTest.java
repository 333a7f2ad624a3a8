package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SketchTest {
    private static final double[] QUANTILES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.99, 1};

    /// A hair above the accuracy, for values at the very edge of a bin.
    private static final Percentage ACCURACY = Percentage.withPercentage(1.000_1);

    private static double[] some(Random random) {
        double[] values = new double[1 + random.nextInt(3_000)];
        double centre = Math.exp(random.nextDouble() * 20);
        double spread = random.nextDouble() * 3;
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    switch (random.nextInt(10)) {
                        case 0 -> centre;
                        case 1 -> centre * random.nextDouble() + 1e-3;
                        default -> centre * Math.exp(random.nextGaussian() * spread);
                    };
        }
        return values;
    }

    private static double exact(double[] sorted, double p) {
        return sorted[Math.max((int) Math.ceil(p * sorted.length - 1e-6) - 1, 0)];
    }

    private static Sketch of(double... values) {
        Sketch sketch = new Sketch();
        Arrays.stream(values).forEach(sketch::add);
        return sketch;
    }

    @RepeatedTest(200)
    void everyQuantileIsWithinOnePercentOfTheExactOne(RepetitionInfo run) {
        double[] values = some(new Random(run.getCurrentRepetition()));
        Sketch sketch = of(values);
        Arrays.sort(values);
        for (double p : QUANTILES) {
            assertThat(sketch.quantile(p))
                    .as("p %s of seed %d", p, run.getCurrentRepetition())
                    .isCloseTo(exact(values, p), ACCURACY);
        }
    }

    @RepeatedTest(100)
    void mergedSketchesEqualOneOfAllValues(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        double[] one = some(random);
        double[] other = some(random);
        Sketch merged = of(one);
        merged.merge(of(other), 1);
        Sketch all = of(one);
        Arrays.stream(other).forEach(all::add);
        assertThat(merged.total()).isEqualTo(one.length + other.length);
        for (double p : QUANTILES) {
            assertThat(merged.quantile(p))
                    .as("p %s of seed %d", p, run.getCurrentRepetition())
                    .isEqualTo(all.quantile(p));
        }
    }

    @RepeatedTest(200)
    void bytesMoveNoRankByMoreThanHalfAStepOfTheHeaviestBin(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        double[] values = some(random);
        Sketch sketch = of(values);
        sketch.decay(0.01 + 0.99 * random.nextDouble());
        double moved = 1.0 / 200;
        Sketch back = Sketch.of(sketch.bytes());
        assertThat(back.total()).isCloseTo(sketch.total(), within(sketch.total() * 1e-6));
        for (double p : QUANTILES) {
            assertThat(back.quantile(p))
                    .as("p %s of seed %d", p, run.getCurrentRepetition())
                    .isBetween(
                            sketch.quantile(Math.max(p - moved, 0)),
                            sketch.quantile(Math.min(p + moved, 1)));
        }
        Sketch again = Sketch.of(back.bytes());
        assertThat(again.quantile(0.5))
                .as("seed %d", run.getCurrentRepetition())
                .isBetween(sketch.quantile(0.5 - 2 * moved), sketch.quantile(0.5 + 2 * moved));
    }

    @Test
    void fewValuesComeBackFromBytesExactly() {
        Sketch sketch = of(3, 3, 3, 70, 5_000, 0, 0);
        Sketch back = Sketch.of(sketch.bytes());
        assertThat(back.total()).isEqualTo(7);
        assertThat(back.shareAboveZero()).isEqualTo(5.0 / 7);
        assertThat(back.quantile(0.2)).isZero();
        for (double p : new double[] {0.3, 0.5, 0.7, 0.72, 0.85, 0.86, 1}) {
            assertThat(back.quantile(p)).as("p %s", p).isEqualTo(sketch.quantile(p));
        }
    }

    @Test
    void decayLeavesQuantilesWhereTheyAre() {
        Sketch sketch = of(10, 20, 30, 40, 50);
        double median = sketch.quantile(0.5);
        for (int i = 0; i < 40; i++) {
            sketch.decay(0.5);
        }
        assertThat(sketch.quantile(0.5)).isEqualTo(median);
        assertThat(Sketch.of(sketch.bytes()).quantile(0.5)).isEqualTo(median);
        sketch.add(7);
        assertThat(sketch.quantile(0.5)).isCloseTo(7, ACCURACY);
    }

    @Test
    void theDeviationOfALognormalIsThatOfItsNormal() {
        Random random = new Random(7);
        Sketch sketch = new Sketch();
        for (int i = 0; i < 50_000; i++) {
            sketch.add(4e8 * Math.exp(0.5 * random.nextGaussian()));
        }
        assertThat(sketch.logDeviation() * 1.4826).isCloseTo(0.5, within(0.02));
    }

    @Test
    void holdsAtMostSoManyBinsAndGivesUpTheLowest() {
        Sketch sketch = new Sketch();
        for (double value = 2e-6; value < 1e18; value *= 1.01) {
            sketch.add(value);
        }
        sketch.add(2e-6);
        sketch.add(Double.POSITIVE_INFINITY);
        assertThat(sketch.memory()).isLessThanOrEqualTo(56 + 4 * Sketch.MOST_BINS);
        assertThat(sketch.bytes().length).isLessThanOrEqualTo(13 + Sketch.MOST_BINS);
        assertThat(sketch.quantile(1)).isCloseTo(1e18, ACCURACY);
        assertThat(sketch.quantile(0.9)).isCloseTo(sketch.quantile(0.9), ACCURACY);
        assertThat(sketch.quantile(0)).isGreaterThan(2e-6);
    }

    @Test
    void refusesWhatIsNoValueAndBytesThatAreNoSketch() {
        Sketch sketch = of(1);
        assertThatThrownBy(() -> sketch.add(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sketch.add(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sketch().quantile(0.5))
                .isInstanceOf(IllegalStateException.class);
        byte[] bytes = of(1, 2, 3).bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Sketch.of(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        bytes[0] = 2;
        assertThatThrownBy(() -> Sketch.of(bytes)).isInstanceOf(IllegalArgumentException.class);
    }
}
