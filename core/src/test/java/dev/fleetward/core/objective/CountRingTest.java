package dev.fleetward.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class CountRingTest {
    private static final long STRETCH = 60;
    private static final int SIZE = 50;

    private record Added(long stretch, Counts counts) {}

    private final List<Added> all = new ArrayList<>();
    private final CountRing ring = new CountRing(STRETCH, SIZE);

    private void add(long at, Counts counts, long now) {
        ring.add(at, counts, now);
        long stretch = Math.min(Math.floorDiv(at, STRETCH), Math.floorDiv(now, STRETCH));
        if (stretch > Math.floorDiv(now, STRETCH) - SIZE) {
            all.add(new Added(stretch, counts));
        }
    }

    private static Counts bruteForce(List<Added> added, int stretches, long now) {
        long newest = Math.floorDiv(now, STRETCH);
        return added.stream()
                .filter(each -> each.stretch() <= newest && each.stretch() > newest - stretches)
                .map(Added::counts)
                .reduce(Counts.NONE, Counts::plus);
    }

    private static Counts some(Random random) {
        int events = 1 + random.nextInt(5);
        return new Counts(events, random.nextInt(events + 1));
    }

    @RepeatedTest(50)
    void equalsABruteForceWhileTimeGoesForward(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        long now = random.nextInt(1_000_000) - 500_000;
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(20) == 0 ? random.nextInt(5_000) : random.nextInt(30);
            long late = random.nextInt(3) == 0 ? random.nextInt(4_000) : 0;
            long early = random.nextInt(10) == 0 ? random.nextInt(4_000) : 0;
            add(now - late + early, some(random), now);
            int stretches = 1 + random.nextInt(SIZE);
            assertThat(ring.sum(stretches * STRETCH, now))
                    .as("step %d of seed %d", i, run.getCurrentRepetition())
                    .isEqualTo(bruteForce(all, stretches, now));
        }
    }

    @RepeatedTest(50)
    void aClockThatJumpsNeitherInventsEventsNorLosesThoseSinceItsLastJump(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        long now = 0;
        for (int jump = 0; jump < 20; jump++) {
            now += random.nextInt(20_000) - 10_000L;
            int sinceJump = all.size();
            for (int i = 0; i < 100; i++) {
                now += random.nextInt(30);
                add(now, some(random), now);
                Counts sum = ring.sum(SIZE * STRETCH, now);
                Counts most = bruteForce(all, SIZE, now);
                Counts least = bruteForce(all.subList(sinceJump, all.size()), SIZE, now);
                assertThat(sum.events()).isBetween(least.events(), most.events());
                assertThat(sum.bad()).isBetween(least.bad(), most.bad());
            }
        }
    }

    @Test
    void anHourInAWrongYearCostsNothingOnceTheClockIsRight() {
        ring.add(1_000, new Counts(7, 1), 1_000);
        ring.add(50_000_000, new Counts(100, 100), 50_000_000);
        assertThat(ring.sum(SIZE * STRETCH, 1_020)).isEqualTo(new Counts(7, 1));
    }

    @Test
    void absorbsWhatAnotherHolds() {
        CountRing other = new CountRing(STRETCH, SIZE);
        ring.add(100, new Counts(1, 0), 100);
        other.add(110, new Counts(2, 1), 110);
        other.add(500, new Counts(4, 0), 500);
        ring.absorb(other, 500);
        assertThat(ring.sum(STRETCH, 110)).isEqualTo(new Counts(3, 1));
        assertThat(ring.sum(SIZE * STRETCH, 500)).isEqualTo(new Counts(7, 1));
    }
}
