package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.MID_MONTH;
import static dev.fleetward.core.quota.TestFleet.MINUTE;
import static dev.fleetward.core.quota.TestFleet.NANOS_PER_TOKEN;
import static dev.fleetward.core.quota.TestFleet.ONE_DOLLAR;
import static dev.fleetward.core.quota.TestFleet.ask;
import static dev.fleetward.core.quota.TestFleet.budget;
import static dev.fleetward.core.quota.TestFleet.endpoint;
import static dev.fleetward.core.quota.TestFleet.feature;
import static dev.fleetward.core.quota.TestFleet.snapshot;
import static dev.fleetward.core.quota.TestFleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.quota.Admission.Admitted;
import dev.fleetward.core.quota.Admission.Refused;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView;
import dev.fleetward.core.view.QuotaView.BudgetView;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionPropertiesTest {
    /// Fixed seeds, and a fresh one per run; a failure names the seed in the test's name.
    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>(List.of(1L, 2L, 3L, 4L));
        seeds.add(System.nanoTime());
        return seeds;
    }

    /// What a bucket has handed out, told only by what the desk answered.
    private static final class Outgo {
        long held;
        long settled;

        void check(String what, long limit, long elapsedNanos) {
            BigInteger most =
                    BigInteger.valueOf(limit)
                            .multiply(BigInteger.valueOf(MINUTE + elapsedNanos))
                            .divide(BigInteger.valueOf(MINUTE));
            assertThat(BigInteger.valueOf(held + settled)).as(what).isLessThanOrEqualTo(most);
        }
    }

    private record Open(Lease lease) {
        long input() {
            return lease.reservedInputTokens();
        }

        long output() {
            return lease.reservedOutputTokens();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverHandsOutMoreThanBurstAndRefill(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Pool pool =
                new Pool(
                        "p",
                        Accounting.PLAIN,
                        random.nextLong(1, 500),
                        random.nextLong(1_000, 200_000_000),
                        random.nextLong(1_000, 200_000_000),
                        random.nextLong(1, 100),
                        random.nextLong(60_000_000, 500_000_000)); // Any one call fits.
        Feature feature =
                feature("f", budget(random.nextLong(60_000_000, 2_000_000_000), 1_000_000_000));
        Endpoint endpoint = endpoint("e", pool, ONE_DOLLAR);
        FairDesk desk = new FairDesk(snapshot(List.of(pool), List.of(feature)), 0, MID_MONTH);
        Outgo requests = new Outgo();
        Outgo input = new Outgo();
        Outgo output = new Outgo();
        List<Open> open = new ArrayList<>();
        long now = 0;
        int admitted = 0;
        for (int step = 0; step < 2_500; step++) {
            now += random.nextLong(MINUTE / 100);
            if (open.isEmpty() || random.nextInt(5) < 3) {
                Estimate estimate =
                        new Estimate(
                                random.nextLong(pool.inputTokensPerMinute() / 8 + 1),
                                random.nextLong(pool.outputTokensPerMinute() / 8 + 1),
                                pool.outputTokensPerMinute() / 8 + 1);
                CallClass callClass =
                        random.nextBoolean() ? CallClass.BACKGROUND : CallClass.STANDARD;
                Ask ask = ask(feature, callClass, estimate, endpoint);
                if (TestFleet.admit(desk, ask, now) instanceof Admitted(Lease lease)) {
                    admitted++;
                    open.add(new Open(lease));
                    requests.held++;
                    input.held += lease.reservedInputTokens();
                    output.held += lease.reservedOutputTokens();
                }
            } else {
                Open ended = open.remove(random.nextInt(open.size()));
                long usedInput = random.nextLong(ended.input() + 1);
                long usedOutput = random.nextLong(ended.output() + 1);
                desk.settle(ended.lease, used(usedInput, usedOutput), now);
                requests.held--;
                requests.settled++;
                input.held -= ended.input();
                input.settled += usedInput;
                output.held -= ended.output();
                output.settled += usedOutput;
            }
            requests.check("requests", pool.requestsPerMinute(), now);
            input.check("input", pool.inputTokensPerMinute(), now);
            output.check("output", pool.outputTokensPerMinute(), now);
            assertThat(open.size()).isLessThanOrEqualTo((int) pool.concurrent());
            assertThat(input.held + output.held).isLessThanOrEqualTo(pool.kvTokens());
            for (BudgetView view : desk.view(now).budgets()) {
                assertThat(view.spent() + view.reserved()).isLessThanOrEqualTo(view.limit());
            }
        }
        assertThat(admitted).as("the walk admits something").isPositive();
        for (Open rest : open) {
            desk.settle(rest.lease, used(0, 0), now);
        }
        assertNothingIsHeld(desk, now);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theTimeToRetryIsHonest(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean large = seed % 2 == 0;
        long size = large ? 200_000_000_000L : 100_000_000;
        long tick = large ? 1_000_000 : 1; // The coarsest step in which such buckets count.
        Pool pool =
                TestFleet.pool(
                        "p",
                        random.nextLong(1, 100_000),
                        random.nextLong(10, size),
                        random.nextLong(10, 1_000_000));
        Endpoint endpoint = endpoint(pool);
        long now = random.nextLong();
        FairDesk desk =
                new FairDesk(snapshot(List.of(pool), List.of(TestFleet.CHAT)), now, MID_MONTH);
        int waits = 0;
        for (int step = 0; step < 2_000; step++) {
            now += random.nextLong(MINUTE / 1_000);
            Estimate estimate =
                    new Estimate(
                            random.nextLong(pool.inputTokensPerMinute()) + 1,
                            random.nextLong(pool.outputTokensPerMinute()) + 1,
                            0);
            Ask ask =
                    new Ask(
                            ask(1, 1, endpoint).call(),
                            TestFleet.CHAT,
                            ask(1, 1, endpoint).who(),
                            "route",
                            1,
                            List.of(endpoint),
                            estimate,
                            0,
                            now + 100 * MINUTE);
            switch (TestFleet.admit(desk, ask, now)) {
                case Admitted(Lease lease) -> {
                    long over = random.nextLong(3) == 0 ? estimate.outputTokens() : 0;
                    desk.settle(lease, used(1, estimate.outputTokens() + over), now);
                }
                case Refused refused -> {
                    assertThat(refused.retryAfter()).isNotNull();
                    long wait = refused.retryAfter() == null ? 0 : refused.retryAfter().toNanos();
                    assertThat(wait).isPositive();
                    if (wait > tick) {
                        assertThat(TestFleet.admit(desk, ask, now + wait - tick))
                                .as("not before")
                                .isInstanceOf(Refused.class);
                    }
                    assertThat(TestFleet.admit(desk, ask, now + wait))
                            .as("then")
                            .isInstanceOf(Admitted.class);
                    now += wait;
                    waits++;
                }
                case Admission.Queued queued -> throw new AssertionError(queued);
            }
        }
        assertThat(waits).isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sixteenThreadsStayWithinBudgetAndPool(long seed) throws Exception {
        int threads = 16;
        int rounds = 1_500;
        Pool pool = new Pool("p", Accounting.PLAIN, 20_000, 900_000, 700_000, 12, Pool.UNLIMITED);
        Feature feature = feature("f", budget(400_000, 100_000));
        Endpoint endpoint = endpoint("e", pool, ONE_DOLLAR);
        FairDesk desk = new FairDesk(snapshot(List.of(pool), List.of(feature)), 0, MID_MONTH);
        AtomicLong spent = new AtomicLong();
        AtomicLong under = new AtomicLong();
        AtomicLong admissions = new AtomicLong();
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pooled = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                SplittableRandom random = new SplittableRandom(seed * 31 + t);
                done.add(
                        pooled.submit(() -> {
                            start.await();
                            List<Open> mine = new ArrayList<>();
                            for (int i = 0; i < rounds; i++) {
                                Estimate estimate =
                                        new Estimate(
                                                random.nextLong(100), random.nextLong(100), 100);
                                Ask ask =
                                        ask(
                                                feature,
                                                random.nextBoolean()
                                                        ? CallClass.BACKGROUND
                                                        : CallClass.BATCH,
                                                estimate,
                                                endpoint);
                                if (TestFleet.admit(desk, ask, 0)
                                        instanceof Admitted(Lease lease)) {
                                    assertThat(under.incrementAndGet())
                                            .isLessThanOrEqualTo(pool.concurrent());
                                    admissions.incrementAndGet();
                                    mine.add(new Open(lease));
                                }
                                if (mine.size() > 1 || i == rounds - 1) {
                                    for (Open open : mine) {
                                        long in = open.input();
                                        long out = open.output();
                                        under.decrementAndGet();
                                        desk.settle(open.lease, used(in, out), 0);
                                        spent.addAndGet((in + out) * NANOS_PER_TOKEN);
                                    }
                                    mine.clear();
                                }
                            }
                            return null;
                        }));
            }
            for (Future<?> future : done) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pooled.shutdownNow();
        }
        BudgetView monthly = budget(desk, "f", "monthly", 0);
        assertThat(admissions.get()).isPositive();
        assertThat(monthly.spent()).isEqualTo(spent.get());
        assertThat(monthly.spent()).isLessThanOrEqualTo(monthly.limit());
        assertThat(budget(desk, "f", "background", 0).spent())
                .isLessThanOrEqualTo(100_000 * NANOS_PER_TOKEN);
        assertThat(desk.view(0).pools().getFirst().admitted()).isEqualTo(admissions.get());
        assertNothingIsHeld(desk, 0);
    }

    private static void assertNothingIsHeld(FairDesk desk, long now) {
        QuotaView view = desk.view(now);
        assertThat(view.openLeases()).isZero();
        assertThat(view.budgets()).allSatisfy(each -> assertThat(each.reserved()).isZero());
        QuotaView rested = desk.view(now + 2 * MINUTE);
        assertThat(rested.pools())
                .flatExtracting(QuotaView.PoolView::buckets)
                .allSatisfy(each -> assertThat(each.available()).isEqualTo(each.limit()));
    }
}
