package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.MINUTE;
import static dev.fleetward.core.quota.TestFleet.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {
    private record Taken(long at, long amount) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void noStretchOfOneWindowTakesMoreThanItsWorth(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long limit = random.nextLong(60, 100_000);
        long window = seed % 2 == 0 ? 10 * SECOND : MINUTE;
        long start = random.nextLong();
        SlidingWindow limited = new SlidingWindow("w", limit, window, start);
        List<Taken> all = new ArrayList<>();
        long now = start;
        for (int i = 0; i < 3_000; i++) {
            now += random.nextLong(window / 50);
            long amount = random.nextLong(1, limited.size() / 5 + 2);
            if (limited.has(amount, now)) {
                limited.hold(amount, now);
                all.add(new Taken(now - start, amount));
            }
        }
        for (Taken last : all) {
            long sum =
                    all.stream()
                            .filter(t -> t.at <= last.at && t.at > last.at - window)
                            .mapToLong(Taken::amount)
                            .sum();
            assertThat(sum).isLessThanOrEqualTo(limited.size());
        }
        assertThat(all.size()).as("and something passes").isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theTimeToWaitIsExact(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlidingWindow limited = new SlidingWindow("w", 6_000, 10 * SECOND, 0);
        long now = 0;
        int waits = 0;
        for (int i = 0; i < 2_000; i++) {
            now += random.nextLong(SECOND / 10);
            long amount = random.nextLong(1, limited.size() + 1);
            long wait = limited.nanosUntil(amount, now);
            if (wait > 0) {
                waits++;
                assertThat(limited.has(amount, now + wait - 1)).as("not before").isFalse();
                now += wait;
            }
            assertThat(limited.has(amount, now)).as("then").isTrue();
            limited.hold(amount, now);
            limited.settle(amount, amount, now);
        }
        assertThat(waits).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {-SECOND, -1, 0})
    void timeThatRunsBackForgetsNothing(long back) {
        SlidingWindow limited = new SlidingWindow("w", 60, MINUTE, 0);
        limited.hold(60, 5 * SECOND);
        assertThat(limited.has(1, 5 * SECOND + back)).isFalse();
        limited.hold(5, 5 * SECOND + back);
        assertThat(limited.level(5 * SECOND)).isEqualTo(-5);
        assertThat(limited.level(70 * SECOND)).isEqualTo(60);
    }
}
