package dev.fleetward.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int TEN_PERCENT = 100_000;

    private static int retries(RetryBudget budget, long now) {
        int retries = 0;
        while (budget.tryRetry(now)) {
            retries++;
        }
        return retries;
    }

    @Test
    void aQuietFleetMayRetryAFewTimes() {
        RetryBudget budget = new RetryBudget(TEN_PERCENT);

        assertThat(retries(budget, 0)).isEqualTo(RetryBudget.FLOOR_BURST);
        assertThat(retries(budget, SECOND)).isEqualTo(RetryBudget.FLOOR_PER_SECOND);
        assertThat(retries(budget, 60 * SECOND)).isEqualTo(RetryBudget.FLOOR_BURST);
    }

    @Test
    void tenCallsEarnOneRetry() {
        RetryBudget budget = new RetryBudget(TEN_PERCENT);
        int floor = retries(budget, 0);
        assertThat(floor).isPositive();
        for (int i = 0; i < 250; i++) {
            budget.called();
        }

        assertThat(retries(budget, 0)).isEqualTo(25);
    }

    @Test
    void aGoodDayDoesNotPayForAStorm() {
        RetryBudget budget = new RetryBudget(TEN_PERCENT);
        for (int i = 0; i < 1_000_000; i++) {
            budget.called();
        }

        assertThat(retries(budget, 0)).isEqualTo(RetryBudget.MOST_SAVED + RetryBudget.FLOOR_BURST);
    }

    @Test
    void theShareMayChangeAndMayBeNothing() {
        RetryBudget budget = new RetryBudget(TEN_PERCENT);
        budget.adopt(0);
        for (int i = 0; i < 1_000; i++) {
            budget.called();
        }

        assertThat(retries(budget, 0)).isEqualTo(RetryBudget.FLOOR_BURST);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void retriesStayWithinTheShareOverAnyTime(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RetryBudget budget = new RetryBudget(TEN_PERCENT);
        long start = random.nextLong();
        long now = start;
        long calls = 0;
        long retries = 0;
        for (int i = 0; i < 50_000; i++) {
            now += random.nextLong(SECOND / 200);
            budget.called();
            calls++;
            while (random.nextInt(3) > 0 && budget.tryRetry(now)) {
                retries++;
            }
            double floor =
                    RetryBudget.FLOOR_BURST
                            + RetryBudget.FLOOR_PER_SECOND * ((now - start) / (double) SECOND);
            assertThat((double) retries).isLessThanOrEqualTo(calls * 0.1 + floor + 1e-6);
        }
        assertThat(retries).isGreaterThan(calls / 20);
    }

    @Test
    void noRetryIsTakenTwiceByManyThreads() throws Exception {
        RetryBudget budget = new RetryBudget(TEN_PERCENT);
        AtomicLong retries = new AtomicLong();
        int threads = 8;
        int rounds = 20_000;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                done.add(
                        pool.submit(() -> {
                            for (int i = 0; i < rounds; i++) {
                                budget.called();
                                if (budget.tryRetry(0)) {
                                    retries.incrementAndGet();
                                }
                            }
                        }));
            }
            for (Future<?> future : done) {
                future.get(30, TimeUnit.SECONDS);
            }
        }

        assertThat(retries.get() + retries(budget, 0))
                .isEqualTo((long) threads * rounds / 10 + RetryBudget.FLOOR_BURST);
    }
}
