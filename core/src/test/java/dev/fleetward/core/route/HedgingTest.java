package dev.fleetward.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.unit.Percent;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HedgingTest {
    private static final long MILLI = 1_000_000;
    private static final Percent THREE = new Percent(30_000);

    private final Hedging hedging = new Hedging(THREE);

    @Test
    void nothingIsLateBeforeEnoughIsKnown() {
        for (int i = 0; i < Hedging.FEWEST_SAMPLES - 1; i++) {
            hedging.firstToken(MILLI);
        }
        assertThat(hedging.lateAfterNanos()).isEqualTo(Long.MAX_VALUE);
        hedging.firstToken(MILLI);
        assertThat(hedging.lateAfterNanos()).isEqualTo(MILLI);
    }

    @Test
    void lateIsWhatNineteenOfTwentyStayWithin() {
        SplittableRandom random = new SplittableRandom(7);
        long[] times = new long[1_000];
        for (int i = 0; i < times.length; i++) {
            times[i] = (long) (200 * MILLI * Math.exp(random.nextGaussian() / 2));
            hedging.firstToken(times[i]);
        }
        Arrays.sort(times);
        assertThat((double) hedging.lateAfterNanos())
                .isBetween(0.99 * times[949], 1.06 * times[949]);
    }

    @Test
    void aRouteThatBecameSlowerIsNotLateForEver() {
        for (int i = 0; i < 2_000; i++) {
            hedging.firstToken(100 * MILLI);
        }
        for (int i = 0; i < 4_000; i++) {
            hedging.firstToken(800 * MILLI);
        }
        assertThat(hedging.lateAfterNanos()).isGreaterThanOrEqualTo(800 * MILLI);
        for (int i = 0; i < 20_000; i++) {
            hedging.firstToken(100 * MILLI);
        }
        assertThat(hedging.lateAfterNanos()).isLessThan(106 * MILLI);
    }

    @Test
    void timesOutOfAllBoundsDoNotBreakIt() {
        for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
            for (int i = 0; i < 500; i++) {
                hedging.firstToken(nanos);
            }
            assertThat(hedging.lateAfterNanos()).isPositive();
        }
    }

    @Test
    void hedgesNeverTakeMoreThanTheirShareOfAllInput() {
        for (long seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Hedging each = new Hedging(THREE);
            long asked = 0;
            long hedged = 0;
            for (int i = 0; i < 2_000; i++) {
                long tokens = random.nextInt(1, 20_000);
                if (random.nextInt(4) > 0) {
                    each.called(tokens);
                    asked += tokens;
                } else if (each.tryTake(tokens)) {
                    if (random.nextInt(5) == 0) {
                        each.giveBack(tokens);
                    } else {
                        hedged += tokens;
                    }
                }
                assertThat(hedged).as("seed %s", seed).isLessThanOrEqualTo(asked * 3 / 100);
            }
            assertThat(hedged).as("seed %s: it is used", seed).isPositive();
        }
    }

    @Test
    void aQuietDayDoesNotPayForAStorm() {
        for (int i = 0; i < 100_000; i++) {
            hedging.called(100_000);
        }
        long hedged = 0;
        while (hedging.tryTake(1_000)) {
            hedged += 1_000;
        }
        assertThat(hedged).isEqualTo(Hedging.MOST_SAVED_TOKENS);
    }

    @Test
    void nothingIsHedgedWhileTheProviderRefuses() {
        hedging.called(Hedging.MOST_SAVED_TOKENS);
        hedging.called(Hedging.MOST_SAVED_TOKENS);
        for (int i = 0; i < 98; i++) {
            hedging.ended(false);
        }
        hedging.ended(true);
        assertThat(hedging.tryTake(1)).as("1 of 99").isFalse();
        for (int i = 0; i < 2; i++) {
            hedging.ended(false);
        }
        assertThat(hedging.tryTake(1)).as("1 of 101").isTrue();
    }

    @Test
    void whileItIsSuspendedNothingIsHedgedAndWhatIsSavedStands() {
        hedging.called(1_000);
        hedging.adopt(THREE, true);
        assertThat(hedging.tryTake(10)).isFalse();
        hedging.called(1_000);
        hedging.adopt(THREE, false);
        assertThat(hedging.tryTake(60)).isTrue();
        assertThat(hedging.tryTake(1)).isFalse();
    }
}
