package dev.fleetward.core.region.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PairTestTest {
    private static final long MINUTE = 60_000_000L;
    private static final long DAY = 86_400_000_000L;

    @Test
    void noBetIsExpectedToWinABlockWithoutADifference() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            int first = random.nextInt(1, 12);
            int second = random.nextInt(1, 12);
            double truth = random.nextDouble();
            double assumed = random.nextDouble(0.0005, 0.9995);
            double shift = Bets.shift(random.nextInt(Bets.COUNT));
            double expected = 0;
            for (int a = 0; a <= first; a++) {
                for (int b = 0; b <= second; b++) {
                    expected +=
                            binomial(first, a, truth)
                                    * binomial(second, b, truth)
                                    * Math.exp(
                                            PairTest.logFactor(
                                                    new Sample(first, a),
                                                    new Sample(second, b),
                                                    assumed,
                                                    shift));
                }
            }
            assertThat(expected).as("seed %s, block %s", seed, i).isLessThanOrEqualTo(1 + 1e-9);
        }
    }

    private static double binomial(int n, int k, double p) {
        double ways = 1;
        for (int i = 0; i < k; i++) {
            ways = ways * (n - i) / (i + 1);
        }
        return ways * Math.pow(p, k) * Math.pow(1 - p, n - k);
    }

    /// A rate that drifts for both alike, one side with three times the calls of the other.
    @Test
    void falseAlarmsOfAMonthStayWithinTheAllowance() {
        int months = 400;
        double allowed = 0.3;
        for (Signal signal : new Signal[] {Signal.REFUSAL, Signal.ANSWER_LENGTH}) {
            int alarms = 0;
            for (int seed = 1; seed <= months; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                PairTest test = new PairTest(signal, allowed);
                for (int call = 0; call < 1_500; call++) {
                    double wave = Math.sin(call / 10.0);
                    double value =
                            signal.isNumber()
                                    ? Math.round(Math.exp(4 + wave / 2 + random.nextGaussian()))
                                    : random.nextDouble() < 0.1 + 0.08 * wave ? 1 : 0;
                    long micros = call * (28 * DAY / 1_500);
                    alarms += test.see(random.nextInt(4) == 0, value, micros) == null ? 0 : 1;
                }
            }
            assertThat(alarms)
                    .as(signal.label())
                    .isLessThanOrEqualTo((int) (months * allowed + 3 * Math.sqrt(months)));
        }
    }

    @Test
    void findsADifferenceInEitherDirection() {
        for (double second : new double[] {0.02, 0.25}) {
            SplittableRandom random = new SplittableRandom(3);
            PairTest test = new PairTest(Signal.TRUNCATION, 0.001);
            @Nullable Evidence alarm = null;
            for (int call = 0; call < 6_000 && alarm == null; call++) {
                boolean other = call % 2 == 1;
                boolean hit = random.nextDouble() < (other ? second : 0.1);
                alarm = test.see(other, hit ? 1 : 0, call * MINUTE);
            }
            Evidence found = Objects.requireNonNull(alarm);
            assertThat(Math.signum(found.gap())).isEqualTo(Math.signum(second - 0.1));
            assertThat(found.eValue()).isGreaterThanOrEqualTo(1 / found.alpha());
            assertThat(test.verdict()).isInstanceOf(Verdict.Different.class);
            assertThat(test.verdict().toString()).contains("% of ", "alpha", "e =");
        }
    }

    @Test
    void aWindowAlarmsOnce() {
        PairTest test = new PairTest(Signal.REFUSAL, 0.01);
        int alarms = 0;
        for (int call = 0; call < 1_000; call++) {
            alarms += test.see(call % 2 == 0, call % 2, call * MINUTE) == null ? 0 : 1;
        }
        // A day's, a week's and a month's window.
        assertThat(alarms).isLessThanOrEqualTo(3);
        assertThat(test.verdict()).isInstanceOf(Verdict.Different.class);

        // The window of the day is over, and both are alike again; the week's and the month's stay.
        for (int call = 0; call < 100; call++) {
            assertThat(test.see(call % 2 == 0, 0, 2 * DAY + call * MINUTE)).isNull();
        }
        assertThat(test.verdict()).isInstanceOf(Verdict.Different.class);
        for (int call = 0; call < 100; call++) {
            test.see(call % 2 == 0, 0, 29 * DAY + call * MINUTE);
        }
        assertThat(test.verdict()).isInstanceOf(Verdict.NotShown.class);
    }

    @Test
    void callsFromBeforeASilenceAreNotCompared() {
        PairTest test = new PairTest(Signal.REFUSAL, 0.01);
        for (int call = 0; call < 1_000; call++) {
            test.see(false, 1, call * MINUTE);
        }
        for (int call = 0; call < 10; call++) {
            test.see(call % 2 == 0, 0, 5 * DAY + call * MINUTE);
        }
        Evidence evidence = ((Verdict.NotShown) test.verdict()).evidence();
        assertThat(evidence.first()).isEqualTo(new Sample(5, 0));
        assertThat(evidence.second()).isEqualTo(new Sample(5, 0));
    }

    @Test
    void aClockThatJumpsBackOpensNoWindowTwice() {
        PairTest test = new PairTest(Signal.REFUSAL, 0.01);
        for (int call = 0; call < 100; call++) {
            test.see(call % 2 == 0, 0, call / 10 % 2 == 0 ? 40 * DAY : 3 * DAY);
        }
        Evidence evidence = ((Verdict.NotShown) test.verdict()).evidence();
        assertThat(evidence.first().calls() + evidence.second().calls()).isEqualTo(100);
    }
}
