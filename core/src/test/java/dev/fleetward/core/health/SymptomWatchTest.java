package dev.fleetward.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.snapshot.HealthRules;
import dev.fleetward.core.unit.Percent;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SymptomWatchTest {
    private static final HealthRules.Chart RULE = HealthRules.DEFAULT.form();

    /// Calls with one bad one in each `every`, evenly; whether any alarmed.
    private static boolean alarms(SymptomWatch watch, int calls, int every) {
        boolean alarmed = false;
        for (int i = 1; i <= calls; i++) {
            alarmed |= watch.judged(i % every == 0);
        }
        return alarmed;
    }

    @Test
    void theUsualRateIsLearnedFromItsOwnPastAndNeverFallsBelowTheConfiguredOne() {
        SymptomWatch watch = new SymptomWatch(RULE);

        assertThat(alarms(watch, SymptomWatch.STRETCH, 10_000)).isFalse();
        assertThat(watch.learned()).isZero();
        assertThat(watch.expected()).isEqualTo(0.005);

        assertThat(alarms(watch, 20 * SymptomWatch.STRETCH, 125)).isFalse();
        assertThat(watch.learned()).isCloseTo(0.008, within(0.0001));
        assertThat(watch.expected()).isCloseTo(0.008, within(0.0005));
    }

    @Test
    void whatIsLearnedIsAtMostTwiceWhatIsConfigured() {
        SymptomWatch watch = new SymptomWatch(RULE);
        watch.restore(0, 0.3);

        assertThat(watch.expected()).isEqualTo(0.01);
    }

    @Test
    void aRateThatHasToBeFoundIsFoundAndNotLearned() {
        SymptomWatch watch = new SymptomWatch(RULE);
        SplittableRandom random = new SplittableRandom(5);
        int alarms = 0;
        for (int i = 0; i < 20 * SymptomWatch.STRETCH; i++) {
            if (watch.judged(random.nextDouble() < 0.03)) {
                alarms++;
                watch.startHalfWay();
            }
        }

        assertThat(alarms).isGreaterThan(300);
        assertThat(watch.learned()).isEqualTo(SymptomWatch.UNKNOWN);
        assertThat(watch.expected()).isEqualTo(0.005);
    }

    @Test
    void anAlarmTellsTheRateSinceTheChangeBegan() {
        SymptomWatch watch = new SymptomWatch(RULE);
        alarms(watch, 3_000, Integer.MAX_VALUE);
        int calls = 0;
        do {
            calls++;
        } while (!watch.judged(calls % 20 == 0));

        Degraded found = watch.degraded(Symptom.MALFORMED);
        assertThat(found.seen()).isCloseTo(0.05, within(0.015));
        assertThat(found.calls()).isLessThan(200);
        assertThat(found.words()).contains("malformed answers").contains("usual: 0.5%");
    }

    @Test
    void newRulesKeepHowFarTheEvidenceHasCome() {
        SymptomWatch watch = new SymptomWatch(RULE);
        watch.judged(true);
        watch.judged(true);
        double level = watch.level();

        watch.adopt(new HealthRules.Chart(new Percent(10_000), new Percent(50_000), 8));

        assertThat(watch.level()).isCloseTo(level, within(0.02)).isPositive();
        assertThat(watch.expected()).isEqualTo(0.01);
    }
}
