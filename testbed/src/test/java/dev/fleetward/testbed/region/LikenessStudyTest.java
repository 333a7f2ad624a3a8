package dev.fleetward.testbed.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// `fleetward simulate likeness` in short.
class LikenessStudyTest {
    @Test
    void aRegionThatRefusesMoreIsFoundAndNobodyElseIsAccused() {
        Answering refuses = new Answering(0.1, 0.03, 0.02, 250, 0.25, 60);
        for (int seed = 1; seed <= 3; seed++) {
            RolloutRun.Outcome outcome =
                    new RolloutRun(new SplittableRandom(seed), refuses, false, 0).run();
            assertThat(outcome.found()).as("seed %s", seed).isTrue();
            assertThat(outcome.calls()).as("seed %s", seed).isLessThanOrEqualTo(LikenessStudy.SOON);
            assertThat(outcome.falseInPairs() + outcome.falseInPasts())
                    .as("seed %s", seed)
                    .isZero();
        }
    }

    @Test
    void whereAllRegionsChangeAlikeTheirPastGivesThemAway() {
        Answering longer = new Answering(0.02, 0.03, 0.02, 500, 0.25, 60);
        RolloutRun.Outcome outcome = new RolloutRun(new SplittableRandom(1), longer, true, 0).run();
        assertThat(outcome.found()).isTrue();
        assertThat(outcome.byPast()).isTrue();
    }

    @Test
    void aRolloutGrowsFromATwentiethToAll() {
        assertThat(RolloutRun.share(RolloutRun.BEGINS)).isEqualTo(0.05);
        assertThat(RolloutRun.share(RolloutRun.BEGINS + RolloutRun.TAKES)).isEqualTo(1);
        assertThat(RolloutRun.share(RolloutRun.DAYS)).isEqualTo(1);
    }

    /// The baseline of the last weeks follows a slow change, and hides it.
    @Test
    void aSlowChangeOfBorderInputsIsFoundByTheirFirstDay() {
        SplittableRandom seeds = new SplittableRandom(3);
        int found = 0;
        int slowly = 0;
        for (int i = 0; i < 20; i++) {
            slowly += ProbeTrials.borders(seeds.split(), 0.5, RolloutRun.TAKES, true) >= 0 ? 1 : 0;
            found += ProbeTrials.borders(seeds.split(), 0, 0, true) >= 0 ? 1 : 0;
        }
        assertThat(slowly).isGreaterThanOrEqualTo(18);
        assertThat(found).as("without a change").isZero();
    }

    @Test
    void theSameSeedGivesTheSameOutcome() {
        Answering invalid = new Answering(0.02, 0.03, 0.2, 250, 0.25, 60);
        assertThat(new RolloutRun(new SplittableRandom(7), invalid, false, 0.3).run())
                .isEqualTo(new RolloutRun(new SplittableRandom(7), invalid, false, 0.3).run());
        assertThat(ProbeStudy.lines(new SplittableRandom(7), 1))
                .isEqualTo(ProbeStudy.lines(new SplittableRandom(7), 1));
    }
}
