package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BreachThrottleTest {
    private static final long OBJECTIVE = SECOND / 2;
    private static final long PERIOD = BreachThrottle.PERIOD_NANOS;
    private final BreachThrottle throttle = new BreachThrottle(0);

    private void calls(int late, int all, long now) {
        for (int i = 0; i < all; i++) {
            throttle.observe(i < late ? SECOND : SECOND / 4, OBJECTIVE, now);
        }
    }

    @Test
    void halvesWhileTheObjectiveBurnsAndGivesBackInSteps() {
        calls(6, 100, 1);
        assertThat(throttle.allowed(PERIOD - 1)).isEqualTo(1_000_000);
        assertThat(throttle.allowed(PERIOD)).isEqualTo(500_000);
        calls(50, 100, PERIOD + 1);
        assertThat(throttle.allowed(2 * PERIOD)).isEqualTo(250_000);
        calls(0, 100, 2 * PERIOD + 1);
        assertThat(throttle.allowed(3 * PERIOD)).isEqualTo(300_000);
        assertThat(throttle.allowed(4 * PERIOD)).isEqualTo(350_000);
    }

    @Test
    void fiveOfAHundredLateCallsAreWithinTheObjective() {
        calls(5, 100, 1);
        assertThat(throttle.allowed(PERIOD)).isEqualTo(1_000_000);
    }

    @Test
    void aSingleLateCallIsNoBreach() {
        calls(1, 1, 1);
        assertThat(throttle.allowed(PERIOD)).isEqualTo(1_000_000);
    }

    @Test
    void aClassWithoutObjectiveBurnsNothing() {
        for (int i = 0; i < 100; i++) {
            throttle.observe(Long.MAX_VALUE, 0, 1);
        }
        assertThat(throttle.allowed(PERIOD)).isEqualTo(1_000_000);
    }

    @Test
    void opensByItselfWhereNobodyCalls() {
        calls(100, 100, 1);
        assertThat(throttle.allowed(PERIOD)).isEqualTo(500_000);
        assertThat(throttle.allowed(1_000 * PERIOD)).isEqualTo(1_000_000);
    }

    @Test
    void neverStopsLessUrgentWork() {
        for (int i = 0; i < 50; i++) {
            calls(10, 10, i * PERIOD);
        }
        assertThat(throttle.allowed(50 * PERIOD)).isEqualTo(BreachThrottle.LEAST_PPM);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void staysWithinItsBoundsThoughClocksJump(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long now = 0;
        for (int i = 0; i < 10_000; i++) {
            now +=
                    random.nextInt(100) == 0
                            ? random.nextLong(-PERIOD, 1L << 50)
                            : random.nextLong(PERIOD);
            long allowed = throttle.observe(random.nextLong(SECOND), OBJECTIVE, now);
            assertThat(allowed).isBetween(BreachThrottle.LEAST_PPM, BreachThrottle.WHOLE_PPM);
        }
    }
}
