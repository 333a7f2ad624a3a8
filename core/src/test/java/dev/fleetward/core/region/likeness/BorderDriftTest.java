package dev.fleetward.core.region.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BorderDriftTest {
    private static double noise(SplittableRandom random) {
        return 0.2 + 0.03 * random.nextGaussian();
    }

    @Test
    void findsDistancesThatGrowSlowly() {
        SplittableRandom random = new SplittableRandom(1);
        BorderDrift drift = new BorderDrift(BorderDrift.Notes.NOTHING);
        for (int day = 0; day < 20; day++) {
            assertThat(drift.see(noise(random))).isFalse();
        }
        int found = -1;
        for (int day = 0; day < 20 && found < 0; day++) {
            found = drift.see(noise(random) + 0.01 * day) ? day : -1;
        }
        assertThat(found).isBetween(5, 19);
        assertThat(drift.isAlarmed()).isTrue();
        assertThat(drift.see(0.9)).as("it alarms once").isFalse();
    }

    /// The sum grows by at most a day's stake a day, in expectation, so within these years there is
    /// at most one in expectation; the test allows for three.
    @Test
    void hardlyEverFindsWhatIsNotThere() {
        int found = 0;
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            BorderDrift drift = new BorderDrift(BorderDrift.Notes.NOTHING);
            for (int day = 0; day < BorderDrift.DAYS_BETWEEN_FALSE_ALARMS / 10; day++) {
                found += drift.see(noise(random)) ? 1 : 0;
            }
        }
        assertThat(found).isLessThanOrEqualTo(3);
    }

    @Test
    void equalDistancesSayNothing() {
        BorderDrift drift = new BorderDrift(BorderDrift.Notes.NOTHING);
        for (int day = 0; day < 1_000; day++) {
            assertThat(drift.see(0.25)).isFalse();
            assertThat(drift.days()).isLessThanOrEqualTo(BorderDrift.MOST_DAYS);
        }
        assertThat(drift.evidence()).isLessThan(5);
    }

    @Test
    void goesOnFromItsNotesAsIfNothingHadHappened() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        BorderDrift steady = new BorderDrift(BorderDrift.Notes.NOTHING);
        BorderDrift restarted = new BorderDrift(BorderDrift.Notes.NOTHING);
        for (int day = 0; day < 60; day++) {
            double distance = noise(random) + (day > 30 ? 0.01 * (day - 30) : 0);
            restarted = new BorderDrift(restarted.notes());
            assertThat(restarted.see(distance)).as("seed %s", seed).isEqualTo(steady.see(distance));
        }
        assertThat(restarted.notes()).as("seed %s", seed).isEqualTo(steady.notes());
        assertThat(steady.isAlarmed()).as("seed %s", seed).isTrue();
    }
}
