package dev.fleetward.core.region.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PastTestTest {
    private static final long MINUTE = 60_000_000L;

    @Test
    void falseAlarmsOfAMonthStayWithinTheAllowance() {
        int months = 200;
        double allowed = 0.3;
        for (Signal signal : new Signal[] {Signal.REFUSAL, Signal.ANSWER_LENGTH}) {
            int alarms = 0;
            for (int seed = 1; seed <= months; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                PastTest test = new PastTest(signal, allowed);
                for (int call = 0; call < 8_000; call++) {
                    alarms +=
                            test.see(false, draw(signal, random, 0.03), call * 5L * MINUTE) == null
                                    ? 0
                                    : 1;
                }
            }
            assertThat(alarms)
                    .as(signal.label())
                    .isLessThanOrEqualTo((int) (months * allowed + 3 * Math.sqrt(months)));
        }
    }

    private static double draw(Signal signal, SplittableRandom random, double rate) {
        return signal.isNumber()
                ? Math.round(Math.exp(3 + random.nextGaussian()))
                : random.nextDouble() < rate ? 1 : 0;
    }

    @Test
    void findsAChangeInEitherDirectionAgainstTheFrozenReference() {
        for (double now : new double[] {0.005, 0.1}) {
            SplittableRandom random = new SplittableRandom(5);
            PastTest test = new PastTest(Signal.REFUSAL, 0.001);
            int call = 0;
            for (; call < PastTest.REFERENCE; call++) {
                assertThat(test.verdict()).isInstanceOf(Verdict.Gathering.class);
                test.see(false, draw(Signal.REFUSAL, random, 0.04), call * MINUTE);
            }
            @Nullable Evidence alarm = null;
            for (; call < 10_000 && alarm == null; call++) {
                alarm = test.see(false, draw(Signal.REFUSAL, random, now), call * MINUTE);
            }
            Evidence found = Objects.requireNonNull(alarm);
            assertThat(found.first().calls()).isEqualTo(PastTest.REFERENCE);
            assertThat(Math.signum(found.gap())).isEqualTo(Math.signum(now - 0.04));
        }
    }

    @Test
    void findsNumbersThatGrew() {
        SplittableRandom random = new SplittableRandom(6);
        PastTest test = new PastTest(Signal.TOKENS_PER_CHARACTER, 0.001);
        @Nullable Evidence alarm = null;
        for (int call = 0; call < 20_000 && alarm == null; call++) {
            double grown = call < 5_000 ? 1 : 1.2;
            alarm = test.see(false, grown * (0.25 + 0.03 * random.nextGaussian()), call * MINUTE);
            assertThat(call < 5_000 && alarm != null).isFalse();
        }
        Evidence found = Objects.requireNonNull(alarm);
        assertThat(found.gap()).isPositive();
    }

    @Test
    void aReferenceWithoutAnyHitBetsOnMoreOfThemAlone() {
        PastTest test = new PastTest(Signal.REFUSAL, 0.01);
        long micros = 0;
        for (int call = 0; call < 2 * PastTest.REFERENCE; call++) {
            assertThat(test.see(false, 0, micros++)).isNull();
        }
        @Nullable Evidence alarm = null;
        for (int call = 0; call < 100 && alarm == null; call++) {
            alarm = test.see(false, 1, micros++);
        }
        assertThat(alarm).isNotNull();
    }
}
