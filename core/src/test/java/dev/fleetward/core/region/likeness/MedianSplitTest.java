package dev.fleetward.core.region.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MedianSplitTest {
    @Test
    void followsTheMedianOfValuesOfAnyScale() {
        for (double median : new double[] {0.25, 60, 5_000}) {
            SplittableRandom random = new SplittableRandom(1);
            MedianSplit split = new MedianSplit();
            for (int i = 0; i < 3_000; i++) {
                split.learn(median * Math.exp(0.7 * random.nextGaussian()));
            }
            assertThat(split.line()).isCloseTo(median, within(0.15 * median));
            for (int i = 0; i < 3_000; i++) {
                split.learn(2 * median * Math.exp(0.7 * random.nextGaussian()));
            }
            assertThat(split.line()).isCloseTo(2 * median, within(0.3 * median));
        }
    }
}
