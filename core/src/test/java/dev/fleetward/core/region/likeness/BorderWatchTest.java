package dev.fleetward.core.region.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.region.likeness.BorderInputs.Candidate;
import dev.fleetward.core.region.likeness.BorderInputs.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BorderWatchTest {
    private static final List<Tally> REFERENCE = day(5);

    /// Twenty inputs, each answered by one token so many times out of ten, else by another.
    private static List<Tally> day(int yes) {
        List<Tally> tallies = new ArrayList<>();
        for (int input = 0; input < BorderInputs.INPUTS; input++) {
            tallies.add(new Tally("p" + input, Map.of("yes", yes, "no", 10 - yes)));
        }
        return tallies;
    }

    private static BorderWatch watch() {
        return new BorderWatch(BorderRule.DEFAULT, REFERENCE, List.of());
    }

    @Test
    void choosesPromptsThatGaveTwoFirstTokens() {
        assertThat(
                        BorderInputs.choose(
                                List.of(
                                        new Candidate("sure", List.of("a", "a", "a")),
                                        new Candidate("one", List.of("a", "b", "a")),
                                        new Candidate("two", List.of("a", "b", "c")),
                                        new Candidate("beyond", List.of("b", "a", "a"))),
                                2))
                .containsExactly("one", "two");
    }

    @Test
    void measuresTotalVariation() {
        Tally half = Tally.of("p", List.of("a", "a", "b", "b"));
        assertThat(BorderInputs.distance(half, half)).isZero();
        assertThat(BorderInputs.distance(half, Tally.of("p", List.of("a")))).isEqualTo(0.5);
        assertThat(BorderInputs.distance(half, Tally.of("p", List.of("c")))).isEqualTo(1);
    }

    @Test
    void alarmsOnTheThirdUnusualDayAndRestsAfterwards() {
        BorderWatch watch = watch();
        for (int day = 0; day < 20; day++) {
            BorderVerdict verdict = watch.see(day, day(day % 2 == 0 ? 5 : 6));
            if (day < 9) {
                assertThat(verdict).isInstanceOf(BorderVerdict.Gathering.class);
            } else {
                assertThat(verdict).isInstanceOf(BorderVerdict.Steady.class);
            }
        }
        assertThat(watch.see(20, day(9))).isInstanceOf(BorderVerdict.Moving.class);
        assertThat(watch.see(21, day(9))).isInstanceOf(BorderVerdict.Moving.class);
        BorderVerdict.Changed changed = (BorderVerdict.Changed) watch.see(22, day(9));
        assertThat(changed.reading().distance()).isCloseTo(0.4, within(1e-9));
        assertThat(changed.reading().usual()).isBetween(0.0, 0.1);
        assertThat(changed.reading().limit()).isGreaterThanOrEqualTo(0.2);
        assertThat(changed.reading().calls()).isEqualTo(200);
        assertThat(watch.see(23, day(9)))
                .isInstanceOfSatisfying(
                        BorderVerdict.Resting.class,
                        resting -> assertThat(resting.untilDay()).isEqualTo(32));
    }

    @Test
    void aSingleUnusualDayIsNoAlarm() {
        BorderWatch watch = watch();
        for (int day = 0; day < 15; day++) {
            watch.see(day, day(5));
        }
        for (int day = 15; day < 40; day++) {
            assertThat(watch.see(day, day(day % 3 == 0 ? 5 : 9)))
                    .isNotInstanceOf(BorderVerdict.Changed.class);
        }
    }

    @Test
    void leavesOutDaysThatAreOverOrHardlyAnswered() {
        BorderWatch watch = watch();
        watch.see(7, day(5));
        assertThat(watch.see(7, day(5))).isInstanceOf(BorderVerdict.Left.class);
        assertThat(watch.see(3, day(5))).isInstanceOf(BorderVerdict.Left.class);
        assertThat(watch.see(8, day(5).subList(0, 9))).isInstanceOf(BorderVerdict.Left.class);
        assertThat(watch.see(9, List.of(new Tally("unknown", Map.of("a", 1)))))
                .isInstanceOf(BorderVerdict.Left.class);
        assertThat(watch.rows()).hasSize(1);
    }

    @Test
    void inputsThatDifferFromThemselvesAreUnstable() {
        BorderWatch watch = watch();
        BorderVerdict last = null;
        for (int day = 0; day < 12; day++) {
            last = watch.see(day, day(9));
        }
        assertThat(last).isInstanceOf(BorderVerdict.Unstable.class);
    }

    @Test
    void goesOnFromItsRowsAsIfNothingHadHappened() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        BorderWatch steady = watch();
        BorderWatch restarted = watch();
        long day = 0;
        for (int i = 0; i < 200; i++) {
            day += random.nextInt(10) == 0 ? 3 : 1;
            List<Tally> tallies = day(i % 50 > 35 ? 9 : random.nextInt(3, 8));
            restarted = new BorderWatch(BorderRule.DEFAULT, REFERENCE, restarted.rows());
            assertThat(restarted.see(day, tallies))
                    .as("seed %s, day %s", seed, day)
                    .isEqualTo(steady.see(day, tallies));
            assertThat(steady.rows().size()).isLessThanOrEqualTo(20);
        }
    }

    @Test
    void namesWhatItCannotUse() {
        assertThatThrownBy(() -> new BorderWatch(BorderRule.DEFAULT, List.of(), List.of()))
                .hasMessageContaining("inputs: 0");
        assertThatThrownBy(() -> new BorderRule(14, 2, 5, 0.2, 4, 3, 10, 0.4))
                .hasMessageContaining("streak");
    }
}
