package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestFleet.MINUTE;
import static dev.fleetward.core.quota.TestFleet.SECOND;
import static dev.fleetward.core.quota.TestPools.counting;
import static dev.fleetward.core.quota.TestPools.limits;
import static dev.fleetward.core.quota.TestPools.refused;
import static dev.fleetward.core.quota.TestPools.succeeded;
import static dev.fleetward.core.quota.TestPools.tokensLeft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.Accounting;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedRateTest {
    private static final Estimate CALL = new Estimate(800, 200, 4_000);

    @Test
    void aRefusalLowersTheRateToAPartOfWhatWasSent() {
        LearnedRate rate = new LearnedRate(0);
        rate.hold(100_000, 0);
        assertThat(rate.has(1, 0)).isTrue();
        rate.refused(0);
        assertThat(rate.limit()).isEqualTo(70_000);
        assertThat(rate.has(1, 0)).isFalse();
        assertThat(rate.has(1, SECOND)).isTrue();
    }

    @Test
    void refusalsOfTheSameMomentAreOneEvent() {
        LearnedRate rate = new LearnedRate(0);
        rate.hold(100_000, 0);
        rate.refused(0);
        rate.refused(SECOND);
        rate.refused(2 * SECOND);
        assertThat(rate.limit()).isEqualTo(70_000);
        assertThat(rate.decreases()).isEqualTo(1);
        rate.refused(6 * SECOND);
        assertThat(rate.limit()).isEqualTo(49_000);
    }

    @Test
    void risesByEqualStepsAndIsForgottenInTheEnd() {
        LearnedRate rate = new LearnedRate(0);
        rate.hold(100_000, 0);
        rate.refused(0);
        assertThat(rate.has(1, 10 * SECOND)).isTrue();
        assertThat(rate.limit()).isEqualTo(75_000);
        assertThat(rate.has(1, 60 * SECOND)).isTrue();
        assertThat(rate.limit()).isEqualTo(100_000);
        assertThat(rate.has(1_000_000_000, 20 * MINUTE)).isTrue();
        assertThat(rate.limit()).isEqualTo(FREE);
    }

    @Test
    void somethingAlwaysGoesOutToFindOut() {
        LearnedRate rate = new LearnedRate(0);
        for (int i = 0; i < 100; i++) {
            rate.refused(i * 10 * SECOND);
        }
        assertThat(rate.limit()).isEqualTo(LearnedRate.LEAST_PER_MINUTE);
        assertThat(rate.has(1_000_000, 1_000 * SECOND)).isTrue();
    }

    @Test
    void anAccelerationLimitIsLearnedOnlyWhereTheProviderStillHasRoom() {
        PoolLimits limits = limits(counting(Accounting.ANTHROPIC, FREE, 1_000_000));
        limits.hold(CALL, 0);
        limits.learn(tokensLeft(1_000_000, 0, true, 1), 1);
        assertThat(limits.learning(1).learnedTokensPerMinute()).isEqualTo(FREE);

        limits.learn(tokensLeft(1_000_000, 900_000, true, 2), 2);
        assertThat(limits.learning(2).learnedTokensPerMinute())
                .isEqualTo(LearnedRate.LEAST_PER_MINUTE);
    }

    @Test
    void providersThatKeepTheirWordTeachNoRate() {
        PoolLimits limits = limits(counting(Accounting.OPENAI, FREE, 1_000_000));
        limits.learn(ProviderSignal.refused(ProviderSignal.UNKNOWN, 0), 0);
        assertThat(limits.hasRoom(CALL, 1)).isTrue();
    }

    /// A provider that gives a quarter of what it declares, and then all of it.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void followsADynamicQuotaDownAndUp(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PoolLimits limits = limits(counting(Accounting.VERTEX, FREE, 400_000));
        TokenBucket provider = new TokenBucket("real", 100_000, 0);
        ArrayDeque<Long> ends = new ArrayDeque<>();
        long[] served = new long[3];
        long[] refusals = new long[3];
        for (long now = 0; now < 30 * MINUTE; now += random.nextLong(1, 200_000_000)) {
            int third = (int) (now / (10 * MINUTE));
            if (third == 2) {
                provider.change(400_000, MINUTE, now);
            }
            while (!ends.isEmpty() && ends.peek() <= now) {
                ends.remove();
                limits.settle(CALL, succeeded(800, 0, 200), now);
            }
            if (!limits.hasRoom(CALL, now)) {
                continue;
            }
            limits.hold(CALL, now);
            if (provider.has(1_000, now)) {
                provider.hold(1_000, now);
                served[third] += 1_000;
                ends.add(now + 2 * SECOND);
            } else {
                refusals[third]++;
                limits.learn(ProviderSignal.refused(ProviderSignal.UNKNOWN, now), now);
                limits.settle(CALL, refused(), now);
            }
        }
        assertThat(served[1]).as("most of what there is is used").isGreaterThan(750_000);
        assertThat(refusals[1] * 1_000).as("and few calls are refused").isLessThan(served[1] / 20);
        assertThat(served[2]).as("more is found out").isGreaterThan(served[1] * 2);
    }
}
