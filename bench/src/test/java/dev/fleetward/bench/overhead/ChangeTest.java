package dev.fleetward.bench.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.bench.overhead.Change.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ChangeTest {
    @Test
    void takesAllOfFewRoundsAndTheMiddleOfMany() {
        assertThat(of(1.01)).isEqualTo(new Change(1.01, 1.01, 1.01, 1));
        assertThat(of(3, 1, 2, 4)).isEqualTo(new Change(2.5, 1, 4, 4));
        assertThat(of(1, 2, 3, 4, 5, 6)).isEqualTo(new Change(3.5, 1, 6, 6));
        // Tables of the sign test: at 20 the sixth of either end, at 9 the second.
        assertThat(of(1, 2, 3, 4, 5, 6, 7, 8, 9)).isEqualTo(new Change(5, 2, 8, 9));
        assertThat(of(DoubleStream.iterate(1, i -> i + 1).limit(20).toArray()))
                .isEqualTo(new Change(10.5, 6, 15, 20));
    }

    @Test
    void showsNothingWhileTheLimitLiesInTheInterval() {
        assertThat(of(1.0, 1.04, 1.05).verdict(true)).isEqualTo(Verdict.MET);
        assertThat(of(1.0, 1.02, 1.2).verdict(true)).isEqualTo(Verdict.NOT_SHOWN);
        assertThat(of(1.06, 1.1, 1.2).verdict(true)).isEqualTo(Verdict.MISSED);
        assertThat(of(0.96, 1.0, 1.2).verdict(false)).isEqualTo(Verdict.MET);
        assertThat(of(0.94, 1.0, 1.2).verdict(false)).isEqualTo(Verdict.NOT_SHOWN);
        assertThat(of(0.5, 0.9, 0.94).verdict(false)).isEqualTo(Verdict.MISSED);
        assertThat(of(Double.NaN).verdict(true)).isEqualTo(Verdict.NOT_SHOWN);
        assertThat(of(1, 1, Double.NaN).verdict(true)).isEqualTo(Verdict.NOT_SHOWN);
    }

    @Test
    void holdsTheTrueMedianInNinetyFiveOfAHundredRuns() {
        long seed = 20_261_124;
        Random random = new Random(seed);
        int runs = 2_000;
        int held = 0;
        for (int run = 0; run < runs; run++) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                ratios.add(Math.exp(random.nextGaussian() * 0.3));
            }
            Change change = Change.of(ratios);
            held += change.low() <= 1 && 1 <= change.high() ? 1 : 0;
        }

        assertThat(held).as("of %d runs, seed %d", runs, seed).isBetween(1_900, 1_960);
    }

    private static Change of(double... ratios) {
        return Change.of(DoubleStream.of(ratios).boxed().toList());
    }
}
