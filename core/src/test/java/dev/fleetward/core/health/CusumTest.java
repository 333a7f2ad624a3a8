package dev.fleetward.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.snapshot.HealthRules;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CusumTest {
    /// The published table of exact run lengths: until a false alarm, and until a rate of `alarm`
    /// and of twice that is found.
    @ParameterizedTest
    @CsvSource({
        ".01,  .03, 5,  21871, 333, 109",
        ".01,  .03, 6,  60034, 408, 130",
        ".01,  .03, 7, 163145, 483, 151",
        ".01,  .05, 5,  10409, 113,  43",
        ".002, .01, 5,  51431, 568, 217",
        ".002, .01, 7, 383920, 812, 298",
        ".005, .02, 6,  79337, 432, 152",
        ".02,  .05, 6,  55577, 341,  97",
    })
    void runLengthsAreThosePublished(
            double expected,
            double alarm,
            double threshold,
            double falseAlarm,
            double found,
            double foundTwice) {
        Cusum chart = new Cusum(expected, alarm, threshold);

        assertThat(RunLength.mean(chart, expected, 0)).isCloseTo(falseAlarm, within(0.5));
        assertThat(RunLength.mean(chart, alarm, 0)).isCloseTo(found, within(0.5));
        assertThat(RunLength.mean(chart, 2 * alarm, 0)).isCloseTo(foundTwice, within(0.5));
    }

    @Test
    void theChainIsTheChartItself() {
        Cusum chart = Symptom.MALFORMED.cusum(HealthRules.DEFAULT);
        SplittableRandom random = new SplittableRandom(3);
        int runs = 4_000;
        long calls = 0;
        int within = 0;
        int p95 = RunLength.quantile(chart, 0.03, 0, 0.95);
        for (int i = 0; i < runs; i++) {
            int took = 0;
            for (int sum = 0; !chart.alarms(sum); took++) {
                sum = chart.after(sum, random.nextDouble() < 0.03);
            }
            calls += took;
            within += took <= p95 ? 1 : 0;
        }

        // Five standard errors: the spread of one run is about half its mean.
        double mean = RunLength.mean(chart, 0.03, 0);
        assertThat((double) calls / runs).isCloseTo(mean, within(0.04 * mean));
        assertThat((double) within / runs).isCloseTo(0.95, within(0.018));
    }

    @Test
    void atTheDefaultsThreePercentAreFoundAndHalfAPercentIsNot() {
        Cusum chart = Symptom.MALFORMED.cusum(HealthRules.DEFAULT);

        assertThat(RunLength.mean(chart, 0.03, 0)).isLessThan(250);
        assertThat(RunLength.quantile(chart, 0.03, 0, 0.95)).isLessThanOrEqualTo(500);
        assertThat(RunLength.mean(chart, 0.005, 0)).isGreaterThan(50_000);
    }

    @Test
    void theHeadStartFindsWhatIsStillThereSooner() {
        Cusum chart = Symptom.MALFORMED.cusum(HealthRules.DEFAULT);

        assertThat(RunLength.mean(chart, 0.03, chart.headStart()))
                .isLessThan(0.7 * RunLength.mean(chart, 0.03, 0));
        assertThat(RunLength.mean(chart, 0.005, chart.headStart()))
                .isGreaterThan(0.9 * RunLength.mean(chart, 0.005, 0));
    }
}
