package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.SECOND;
import static dev.fleetward.core.quota.TestPools.engine;
import static dev.fleetward.core.quota.TestPools.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveLimitTest {
    private static final long MEMORY = 100_000;

    /// Far more than the engine's memory holds.
    private static final long DECLARED = 4 * MEMORY;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsTheKneeOfAnEngineAndFollowsIt(long seed) {
        ToyEngine adaptive = new ToyEngine(engine(DECLARED, null, true), MEMORY, seed);
        ToyEngine exact = new ToyEngine(engine(MEMORY, null, false), MEMORY, seed);
        ToyEngine blind = new ToyEngine(engine(DECLARED, null, false), MEMORY, seed);
        adaptive.run(300);
        exact.run(300);
        blind.run(300);

        ToyEngine.Stretch ours = adaptive.run(300);
        ToyEngine.Stretch best = exact.run(300);
        ToyEngine.Stretch worst = blind.run(300);
        assertThat(ours.tokensPerSecond()).isGreaterThan(0.92 * best.tokensPerSecond());
        assertThat(ours.meanWaitMillis()).isLessThan(worst.meanWaitMillis() / 10);
        assertThat(ours.meanLimit()).isBetween(0.6 * MEMORY, 1.3 * MEMORY);

        adaptive.remember(MEMORY * 4 / 10);
        adaptive.run(200);
        ToyEngine.Stretch crowded = adaptive.run(200);
        assertThat(crowded.meanLimit()).isBetween(0.25 * MEMORY, 0.5 * MEMORY);

        adaptive.remember(MEMORY);
        adaptive.run(300);
        ToyEngine.Stretch again = adaptive.run(200);
        assertThat(again.tokensPerSecond()).isGreaterThan(0.85 * best.tokensPerSecond());
        assertThat(again.meanLimit()).isBetween(0.6 * MEMORY, 1.3 * MEMORY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answersThatAreNotStreamedKeepItNearTheKneeToo(long seed) {
        ToyEngine adaptive = new ToyEngine(engine(DECLARED, null, true), MEMORY, seed, false);
        ToyEngine exact = new ToyEngine(engine(MEMORY, null, false), MEMORY, seed, false);
        ToyEngine blind = new ToyEngine(engine(DECLARED, null, false), MEMORY, seed, false);
        adaptive.run(300);
        exact.run(300);
        blind.run(300);

        ToyEngine.Stretch ours = adaptive.run(600);
        assertThat(ours.tokensPerSecond()).isGreaterThan(0.92 * exact.run(600).tokensPerSecond());
        assertThat(ours.meanWaitMillis()).isLessThan(blind.run(600).meanWaitMillis() / 2);
        assertThat(ours.meanLimit()).isBetween(0.6 * MEMORY, 2.0 * MEMORY);
    }

    /// What is declared may be so much that the work never fills half of the limit: then the limit
    /// does not seem to be in use, and yet the engine has a queue.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void fallsFromWhereverItIsToWhatIsInUseIfThatWaits(long seed) {
        long far = 40 * MEMORY;
        ToyEngine adaptive = new ToyEngine(engine(far, null, true), MEMORY, seed, 150);
        ToyEngine blind = new ToyEngine(engine(far, null, false), MEMORY, seed, 150);
        adaptive.run(300);
        blind.run(300);
        assertThat(adaptive.run(300).meanWaitMillis())
                .isLessThan(blind.run(300).meanWaitMillis() / 5);
    }

    /// Most calls of a round that begins with a rise are those that the rise let in at once; their
    /// waiting for each other is not the engine's.
    @Test
    void risesWithTheCallsThatEndAndFallsWithThem() {
        AdaptiveLimit limit = new AdaptiveLimit(100_000);
        long start = limit.limit();
        long now = round(limit, start, 0);
        assertThat(limit.limit()).as("nothing has ended").isEqualTo(start);
        limit.ended(1_000, now);
        assertThat(limit.limit()).isEqualTo(start + 250);

        AdaptiveLimit falling = new AdaptiveLimit(100_000);
        falling.sample(start, 1_000, 500, 100, SECOND, 2 * SECOND, SECOND);
        falling.overloaded(2 * SECOND);
        assertThat(falling.limit()).as("nothing has ended").isEqualTo(start);
        falling.ended(1_000, 3 * SECOND);
        assertThat(falling.limit()).isEqualTo(start - 500);
        for (int i = 0; i < 10; i++) {
            falling.ended(1_000, 3 * SECOND);
        }
        assertThat(falling.limit()).isEqualTo(start * 9 / 10);
    }

    /// As many calls as are needed for a move, which do not wait.
    private static long round(AdaptiveLimit limit, long held, long nowNanos) {
        long now = nowNanos;
        for (int i = 0; i < 50; i++) {
            now += 3 * SECOND;
            limit.sample(held, 1_000, 500, 100, SECOND, 2 * SECOND, now);
        }
        return now;
    }

    @Test
    void staysWithinItsBoundsAndStandsWhileLittleIsUsed() {
        AdaptiveLimit limit = new AdaptiveLimit(100_000);
        long start = limit.limit();
        for (int i = 0; i < 1_000; i++) {
            limit.sample(start / 5, 1_000, 500, 100, SECOND, 2 * SECOND, i * 3 * SECOND);
            limit.ended(1_000, i * 3 * SECOND);
        }
        assertThat(limit.limit()).as("unused").isEqualTo(start);
        long most = 0;
        for (int i = 0; i < 10_000; i++) {
            long now = (3_000 + 3 * i) * SECOND;
            limit.sample(100_000, 1_000, 500, 100, SECOND, 2 * SECOND, now);
            limit.ended(1_000, now);
            most = Math.max(most, limit.limit());
            assertThat(limit.limit()).isBetween(5_000L, 100_000L);
        }
        assertThat(most).as("nothing waits").isEqualTo(100_000);
        for (int i = 0; i < 1_000; i++) {
            limit.overloaded((40_000 + i * 2) * SECOND);
            limit.ended(1_000_000, (40_000 + i * 2) * SECOND);
        }
        assertThat(limit.limit()).as("nothing works").isEqualTo(5_000);
        limit.change(40_000);
        assertThat(limit.limit()).isEqualTo(5_000);
        limit.change(1_000);
        assertThat(limit.limit()).isEqualTo(1_000);
    }

    @Test
    void manyOverloadsAtOnceAreOneEvent() {
        AdaptiveLimit limit = new AdaptiveLimit(100_000);
        for (int i = 0; i < 100; i++) {
            limit.overloaded(i);
        }
        assertThat(limit.limit()).isEqualTo(22_500);
    }

    @Test
    void aCallLargerThanTheLimitRunsAlone() {
        AdaptiveLimit limit = new AdaptiveLimit(100_000);
        assertThat(limit.has(0, 90_000)).isTrue();
        assertThat(limit.has(1, 90_000)).isFalse();
    }

    @Test
    void theDeskIsToldWhatTheAdaptiveLimitLeaves() {
        PoolLimits limits = limits(engine(100_000, null, true));
        Estimate call = new Estimate(20_000, 4_000, 4_000);
        limits.hold(call, 0);
        assertThat(limits.hasRoom(call, 0)).isFalse();
        assertThat(limits.shortage(call, 0))
                .isEqualTo(new Shortage.InUse("p", "tokensInFlight", 24_000, 1_000, 25_000));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void prefillIsALineAlongTheFastestCalls(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PrefillFit fit = new PrefillFit();
        for (int i = 0; i < 2_000; i++) {
            long input = random.nextLong(10, 4_000);
            double wait = random.nextInt(5) == 0 ? random.nextDouble(3_000) : 0;
            fit.add(input, (long) ((30 + 0.1 * input + wait) * 1e6));
        }
        assertThat(fit.predict(2_000) / 1e6).isCloseTo(230, within(60.0));
    }

    @Test
    void prefillOfOneSizeIsItsUsualTime() {
        PrefillFit fit = new PrefillFit();
        assertThat(fit.known()).isFalse();
        for (int i = 0; i < PrefillFit.LEAST_SAMPLES; i++) {
            fit.add(100, 50_000_000);
        }
        assertThat(fit.known()).isTrue();
        assertThat(fit.predict(100)).isBetween(49_999_990L, 50_000_010L);
    }

    @Test
    void prefillIsNeverNegativeWhateverItIsTold() {
        SplittableRandom random = new SplittableRandom(9);
        PrefillFit fit = new PrefillFit();
        for (int i = 0; i < 5_000; i++) {
            fit.add(
                    random.nextLong(1L << random.nextInt(1, 62)),
                    random.nextLong(1L << random.nextInt(1, 62)));
            assertThat(fit.predict(random.nextLong(1L << random.nextInt(1, 62)))).isNotNegative();
        }
    }
}
