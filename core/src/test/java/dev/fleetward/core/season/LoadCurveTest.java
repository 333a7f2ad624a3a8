package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.season.LoadCurve.Point;
import dev.fleetward.core.season.LoadCurve.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LoadCurveTest {
    private static double truth(double use) {
        return 100e6 + 40e6 * use / (1 - use);
    }

    private static List<Seen> seen(Random random, double noise) {
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < 72; i++) {
            double use = 0.25 + random.nextDouble() * 0.6;
            seen.add(
                    new Seen(
                            use,
                            truth(use) * Math.exp(noise * random.nextGaussian()),
                            500 + random.nextInt(1_000)));
        }
        return seen;
    }

    @RepeatedTest(10)
    void findsACurveUnderTheNoiseOfThreeDays(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        LoadCurve curve = LoadCurve.learned(seen(random, 0.05));
        for (double use = 0.3; use <= 0.8; use += 0.05) {
            assertThat(curve.at(use) / truth(use))
                    .as("at %.2f, seed %d", use, run.getCurrentRepetition())
                    .isCloseTo(1, within(0.06));
        }
    }

    @RepeatedTest(10)
    void neverFallsAndRisesEverFaster(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        List<Point> points = LoadCurve.learned(seen(random, 0.5)).points();
        double slope = 0;
        for (int i = 1; i < points.size(); i++) {
            double next =
                    (points.get(i).firstTokenNanos() - points.get(i - 1).firstTokenNanos())
                            / (points.get(i).use() - points.get(i - 1).use());
            assertThat(next)
                    .as("seed %d", run.getCurrentRepetition())
                    .isGreaterThanOrEqualTo(slope - 1);
            slope = next;
        }
    }

    @Test
    void whatDoesNotDependOnTheLoadIsFlat() {
        LoadCurve curve =
                LoadCurve.learned(List.of(new Seen(0.2, 1e8, 10), new Seen(0.8, 0.9e8, 10)));
        assertThat(curve.at(0)).isCloseTo(curve.at(1), within(1.0));
    }

    @Test
    void oneUseShowsOneLevel() {
        LoadCurve curve =
                LoadCurve.learned(List.of(new Seen(0.5, 1e8, 10), new Seen(0.505, 1e8, 10)));
        assertThat(curve.points()).hasSize(1);
        assertThat(curve.at(0.9)).isCloseTo(1e8, within(1.0));
    }

    @Test
    void nothingSeenIsNoCurve() {
        assertThatThrownBy(() -> LoadCurve.learned(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Seen(0.5, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Seen(0.5, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
