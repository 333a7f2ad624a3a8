package dev.fleetward.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.unit.Percent;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final Percent NINETY = new Percent(900_000);

    @Test
    void intervalsAreWilsons() {
        // As published tables and other implementations have them.
        PassRate.Interval middle = new PassRate(8, 10).interval();
        assertThat(middle.low()).isCloseTo(0.4901625, within(1e-6));
        assertThat(middle.high()).isCloseTo(0.9433178, within(1e-6));
        assertThat(new PassRate(0, 10).interval().low()).isZero();
        assertThat(new PassRate(0, 10).interval().high()).isCloseTo(0.2775328, within(1e-6));
        assertThat(new PassRate(10, 10).interval().low()).isCloseTo(0.7224672, within(1e-6));
        assertThat(new PassRate(10, 10).interval().high()).isEqualTo(1);
        assertThat(PassRate.NONE.interval()).isEqualTo(new PassRate.Interval(0, 1));
    }

    @Test
    void theExactTestIsFishers() {
        // The lady tasting tea, and R's fisher.test(matrix(c(1, 9, 11, 3), 2)).
        assertThat(ExactTest.pValue(new PassRate(3, 4), new PassRate(1, 4)))
                .isCloseTo(0.4857143, within(1e-6));
        assertThat(ExactTest.pValue(new PassRate(1, 10), new PassRate(11, 14)))
                .isCloseTo(0.002759456, within(1e-8));
        assertThat(ExactTest.pValue(new PassRate(5, 5), new PassRate(5, 5))).isEqualTo(1);
        assertThat(ExactTest.pValue(PassRate.NONE, new PassRate(5, 5))).isEqualTo(1);
    }

    @Test
    void aDifferenceThatIsPlainIsMarkedWithItsThreshold() {
        Differences.Found found =
                Differences.between(
                        List.of(
                                new Differences.Group("eu", Map.of("a", new PassRate(20, 20))),
                                new Differences.Group("us", Map.of("a", new PassRate(2, 20)))),
                        0.05);

        assertThat(found.comparisons()).isEqualTo(1);
        assertThat(found.differences()).hasSize(1);
        assertThat(found.differences().getFirst().caseName()).isEqualTo("a");
        assertThat(found.differences().getFirst().threshold()).isEqualTo(0.05);
    }

    @Test
    void reportsOnRegionsThatAreAlikeMarkAnythingNoOftenerThanAlpha() {
        long seed = 4;
        SplittableRandom random = new SplittableRandom(seed);
        int marked = 0;
        int reports = 400;
        for (int report = 0; report < reports; report++) {
            List<Differences.Group> groups =
                    List.of(group("eu", random), group("us", random), group("asia", random));
            marked += Differences.between(groups, 0.05).differences().isEmpty() ? 0 : 1;
        }
        assertThat(marked).as("seed " + seed).isLessThanOrEqualTo(reports / 20);
    }

    private static Differences.Group group(String name, SplittableRandom random) {
        return new Differences.Group(
                name, Map.of("a", sampled(random), "b", sampled(random), "c", sampled(random)));
    }

    private static PassRate sampled(SplittableRandom random) {
        PassRate rate = PassRate.NONE;
        for (int i = 0; i < 20; i++) {
            rate = rate.plus(random.nextDouble() < 0.8);
        }
        return rate;
    }

    @Test
    void aVerdictWaitsForSamplesThatWouldDecide() {
        assertThat(Verdict.of(new PassRate(9, 10), 10, NINETY)).isEqualTo(Verdict.PASSED);
        assertThat(Verdict.of(new PassRate(8, 10), 10, NINETY)).isEqualTo(Verdict.FAILED);
        assertThat(Verdict.of(new PassRate(9, 9), 10, NINETY)).isEqualTo(Verdict.INCOMPLETE);
        assertThat(Verdict.of(new PassRate(1, 3), 10, NINETY)).isEqualTo(Verdict.FAILED);
        assertThat(Verdict.of(PassRate.NONE, 10, NINETY)).isEqualTo(Verdict.INCOMPLETE);
        assertThat(Verdict.of(PassRate.NONE, 0, NINETY)).isEqualTo(Verdict.INCOMPLETE);
    }
}
