package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestFleet.MINUTE;
import static dev.fleetward.core.quota.TestFleet.SECOND;
import static dev.fleetward.core.quota.TestPools.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.quota.Settlement.Ending;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.LongPrompts;
import dev.fleetward.core.snapshot.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds for every accounting, on random walks of calls that come, go, fail and were never
/// sent.
class PoolLimitsPropertiesTest {
    private static final int SEEDS = 12;

    private record Open(Estimate estimate, long at) {}

    private record Taken(long at, long tokens) {}

    private static Pool pool(Accounting accounting, SplittableRandom random) {
        return new Pool(
                "p",
                accounting,
                random.nextLong(30, 600),
                random.nextBoolean() ? FREE : random.nextLong(20_000, 200_000),
                random.nextBoolean() ? FREE : random.nextLong(20_000, 200_000),
                random.nextLong(20_000, 200_000),
                random.nextLong(2, 60),
                random.nextLong(20_000, 400_000),
                Pool.requestWindowNanos(accounting),
                random.nextInt(1, 6),
                random.nextBoolean() ? null : new LongPrompts(500, 2),
                random.nextBoolean());
    }

    private static Estimate estimate(SplittableRandom random) {
        long max = random.nextLong(1_000);
        return new Estimate(random.nextLong(1_000), random.nextLong(max + 1), max);
    }

    /// Never uses more than it held, so that what was given out is bounded by what there was.
    private static Settlement ending(Estimate estimate, SplittableRandom random) {
        if (random.nextInt(10) == 0) {
            return Settlement.NOT_SENT;
        }
        long input = random.nextLong(estimate.inputTokens() + 1);
        Ending ending = Ending.values()[random.nextInt(3)];
        return ended(
                ending,
                input,
                random.nextLong(input + 1),
                random.nextLong(estimate.outputTokens() + 1));
    }

    @ParameterizedTest
    @EnumSource(Accounting.class)
    void noLimitGivesOutMoreThanItHas(Accounting accounting) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Pool pool = pool(accounting, random);
            Counting counting = Counting.of(pool);
            PoolLimits limits = new PoolLimits(pool, false, 0);
            List<Open> open = new ArrayList<>();
            List<Taken> taken = new ArrayList<>();
            long net = 0;
            long now = 0;
            for (int step = 0; step < 1_500; step++) {
                now += random.nextLong(SECOND / 2);
                if (open.isEmpty() || random.nextInt(3) > 0) {
                    Estimate call = estimate(random);
                    boolean room = limits.hasRoom(call, now);
                    Shortage shortage = limits.shortage(call, now);
                    assertThat(shortage == null).as("seed %d, step %d", seed, step).isEqualTo(room);
                    if (room) {
                        limits.hold(call, now);
                        open.add(new Open(call, now));
                        net += counting.tokens(call);
                        taken.add(new Taken(now, counting.tokens(call)));
                    }
                } else {
                    Open ended = open.remove(random.nextInt(open.size()));
                    Settlement settlement = ending(ended.estimate, random);
                    limits.settle(ended.estimate, settlement, now);
                    if (accounting != Accounting.AZURE_PAYG) {
                        net -= counting.tokens(ended.estimate);
                        net +=
                                settlement.sent()
                                        ? counting.tokensKept(ended.estimate, settlement.usage())
                                        : 0;
                    }
                }
                checkTokens(pool, taken, net, now, seed);
                long held = open.stream().mapToLong(o -> UnderWay.tokens(o.estimate)).sum();
                assertThat(open.size()).isLessThanOrEqualTo((int) pool.concurrent());
                assertThat(held).isLessThanOrEqualTo(pool.kvTokens());
            }
            assertThat(taken).as("the walk admits something").isNotEmpty();
            for (Open each : open) {
                limits.settle(each.estimate, Settlement.NOT_SENT, now);
            }
            assertThat(limits.view(0, now + 100 * MINUTE).buckets())
                    .as("seed %d", seed)
                    .allSatisfy(each -> assertThat(each.available()).isEqualTo(each.limit()));
        }
    }

    private static void checkTokens(Pool pool, List<Taken> taken, long net, long now, long seed) {
        long limit = pool.tokensPerMinute();
        long refilled = limit * (now / 1_000) / (MINUTE / 1_000) + 1;
        switch (pool.accounting()) {
            case AZURE_PAYG -> {
                long minute =
                        taken.stream()
                                .filter(t -> t.at > now - MINUTE)
                                .mapToLong(Taken::tokens)
                                .sum();
                assertThat(minute).as("seed %d", seed).isLessThanOrEqualTo(limit);
            }
            case AZURE_PTU -> {
                // Refuses once it is full, so one call may overshoot: at most 6,995 tokens. And
                // outputs weigh more at the end than the walk's bound knows.
                long burst = limit / 6 + 1_000 + 5 * 1_000;
                assertThat(net).as("seed %d", seed).isLessThanOrEqualTo(refilled + burst);
            }
            case BEDROCK -> {
                // May owe: output weighs up to five times what was reserved for it.
                assertThat(net).isLessThanOrEqualTo(refilled + limit + 60 * 5_000);
            }
            case PLAIN, OPENAI, ANTHROPIC, VERTEX, SELF_HOSTED ->
                    assertThat(net).as("seed %d", seed).isLessThanOrEqualTo(refilled + limit);
        }
    }

    @ParameterizedTest
    @EnumSource(Accounting.class)
    void theTimeToWaitIsHonest(Accounting accounting) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            PoolLimits limits =
                    new PoolLimits(
                            TestPools.pool(
                                    accounting,
                                    random.nextLong(30, 600),
                                    random.nextLong(20_000, 200_000),
                                    random.nextLong(20_000, 200_000),
                                    random.nextLong(20_000, 200_000)),
                            false,
                            0);
            long now = 0;
            int waits = 0;
            for (int step = 0; step < 800; step++) {
                now += random.nextLong(SECOND / 20);
                Estimate call = estimate(random);
                if (limits.shortage(call, now) instanceof Shortage.Refilling refilling) {
                    waits++;
                    long wait = refilling.waitNanos();
                    assertThat(wait).isPositive();
                    assertThat(limits.hasRoom(call, now + wait - 1)).as("not before").isFalse();
                    now += wait;
                }
                assertThat(limits.hasRoom(call, now)).as("seed %d", seed).isTrue();
                limits.hold(call, now);
                limits.settle(call, ending(call, random), now);
            }
            assertThat(waits).isPositive();
        }
    }
}
