package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestFleet.MINUTE;
import static dev.fleetward.core.quota.TestFleet.SECOND;
import static dev.fleetward.core.quota.TestPools.counting;
import static dev.fleetward.core.quota.TestPools.free;
import static dev.fleetward.core.quota.TestPools.limits;
import static dev.fleetward.core.quota.TestPools.succeeded;
import static dev.fleetward.core.quota.TestPools.tokensLeft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.quota.ProviderSignal.Reading;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.view.PoolLearning;
import dev.fleetward.core.view.PoolLearning.Surprise;
import dev.fleetward.core.view.PoolLearning.ToldLimit;
import dev.fleetward.core.view.QuotaView;
import dev.fleetward.core.view.QuotaView.LearnedView;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolLearningTest {
    private static final String TOKENS = "tokensPerMinute";
    private static final long LIMIT = 600_000;
    private static final Estimate CALL = new Estimate(1_000, 500, 1_000);

    private static PoolLimits openAi() {
        return limits(counting(Accounting.OPENAI, FREE, LIMIT));
    }

    @Test
    void aLowerRemainderCountsAtOnce() {
        PoolLimits limits = openAi();
        limits.learn(tokensLeft(LIMIT, 1_500, false, 0), 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(1_500);
        assertThat(limits.hasRoom(new Estimate(2_000, 0, 0), 0)).isFalse();
    }

    @Test
    void aHigherRemainderCountsGentlyAndNeverMoreThanTheLimit() {
        PoolLimits limits = openAi();
        limits.learn(tokensLeft(LIMIT, 0, false, 0), 0);
        limits.learn(tokensLeft(LIMIT, 80_000, false, 1), 1);
        assertThat(free(limits, TOKENS, 1)).isEqualTo(10_000);
        for (int i = 2; i < 1_000; i++) {
            limits.learn(tokensLeft(LIMIT, 100 * LIMIT, false, i), i);
        }
        assertThat(free(limits, TOKENS, 1_000)).isEqualTo(LIMIT);
    }

    @Test
    void whatOpenCallsMayStillTakeIsNotRaised() {
        PoolLimits limits = openAi();
        for (int i = 0; i < 100; i++) {
            limits.hold(CALL, 0);
        }
        long left = free(limits, TOKENS, 0);
        limits.learn(tokensLeft(LIMIT, LIMIT, false, 0), 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(left);
    }

    /// Ten calls go out together; the answer to the first arrives last. What it says was left does
    /// not know of the others.
    @Test
    void whatCallsTookThatEndedMeanwhileIsNotRaised() {
        PoolLimits limits = openAi();
        for (int i = 0; i < 10; i++) {
            limits.hold(CALL, 1);
        }
        for (int i = 1; i < 10; i++) {
            limits.settle(CALL, succeeded(1_000, 0, 500), 2);
        }
        long left = free(limits, TOKENS, 3);
        limits.learn(tokensLeft(LIMIT, LIMIT - 1_000, false, 3).sentAt(1), 3);
        assertThat(free(limits, TOKENS, 3)).isEqualTo(left);
    }

    /// A deployment of 600,000 tokens a minute has a burst of ten seconds: 100,000.
    @Test
    void aProvisionedDeploymentThatIsFullerThanThoughtCountsAtOnce() {
        PoolLimits limits = limits(counting(Accounting.AZURE_PTU, FREE, LIMIT));
        limits.learn(utilization(900_000, false, 0), 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(10_000);
        limits.learn(utilization(1_050_000, true, 1), 1);
        assertThat(free(limits, TOKENS, 1)).isEqualTo(-5_000);
        assertThat(limits.hasRoom(CALL, 1)).isFalse();
        assertThat(limits.hasRoom(CALL, 500_200_001)).as("5,000 drain in half a second").isTrue();
    }

    @Test
    void aProvisionedDeploymentThatIsEmptierCountsGently() {
        PoolLimits limits = limits(counting(Accounting.AZURE_PTU, FREE, LIMIT));
        limits.learn(utilization(1_000_000, false, 0), 0);
        assertThat(free(limits, TOKENS, 0)).isZero();
        limits.learn(utilization(200_000, false, 1), 1);
        assertThat(free(limits, TOKENS, 1)).isEqualTo(10_000);
    }

    @Test
    void utilizationMeansNothingToAPoolThatIsCountedOtherwise() {
        PoolLimits limits = openAi();
        limits.learn(utilization(900_000, false, 0), 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(LIMIT);
    }

    /// Bedrock says no more than that there was too much.
    @Test
    void aBareRefusalTeachesTheRateThatIsGiven() {
        PoolLimits limits = limits(counting(Accounting.BEDROCK, FREE, LIMIT));
        for (int i = 0; i < 40; i++) {
            limits.hold(CALL, i);
        }
        limits.learn(ProviderSignal.refused(ProviderSignal.UNKNOWN, 50), 50);
        assertThat(limits.learning(50).learnedTokensPerMinute()).isEqualTo(40 * 2_000 / 100 * 70);
        assertThat(limits.hasRoom(CALL, 50)).isFalse();
    }

    private static ProviderSignal utilization(long millionths, boolean refused, long now) {
        return new ProviderSignal(
                        Reading.NONE,
                        Reading.NONE,
                        Reading.NONE,
                        Reading.NONE,
                        ProviderSignal.UNKNOWN,
                        refused,
                        now)
                .withUtilization(millionths);
    }

    @Test
    void aRoundedRemainderIsTakenAsHighAsItMayBe() {
        PoolLimits limits = openAi();
        Reading rounded = new Reading(LIMIT, 2_000, ProviderSignal.UNKNOWN, 1_000);
        limits.learn(
                new ProviderSignal(
                        Reading.NONE,
                        rounded,
                        Reading.NONE,
                        Reading.NONE,
                        ProviderSignal.UNKNOWN,
                        false,
                        0),
                0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(2_500);
    }

    @Test
    void anOlderSignalThanOneThatWasTakenSaysNothing() {
        PoolLimits limits = openAi();
        limits.learn(tokensLeft(LIMIT, 500_000, false, 100), 100);
        limits.learn(tokensLeft(LIMIT, 0, false, 50), 101);
        assertThat(free(limits, TOKENS, 101)).isEqualTo(500_000);
    }

    @Test
    void aPauseThatTheProviderAsksForIsKeptAndBounded() {
        PoolLimits limits = openAi();
        limits.learn(ProviderSignal.refused(2 * SECOND, 0), 0);
        assertThat(limits.hasRoom(CALL, 2 * SECOND - 1)).isFalse();
        assertThat(limits.shortage(CALL, SECOND)).isEqualTo(new Shortage.Paused("p", SECOND));
        assertThat(limits.hasRoom(CALL, 2 * SECOND)).isTrue();
        assertThat(limits.shortage(CALL, 2 * SECOND)).isNull();

        limits.learn(ProviderSignal.refused(Long.MAX_VALUE, 3 * SECOND), 3 * SECOND);
        assertThat(limits.hasRoom(CALL, 3 * SECOND + PoolLimits.LONGEST_PAUSE_NANOS)).isTrue();
    }

    @Test
    void aPauseIsNotForPoolsThatSeveralProvidersShare() {
        PoolLimits limits = limits(counting(Accounting.PLAIN, FREE, LIMIT));
        limits.learn(ProviderSignal.refused(2 * SECOND, 0), 0);
        assertThat(limits.hasRoom(CALL, 0)).isTrue();
    }

    @Test
    void aRefusalWithRoomInOurBooksIsAnEvent() {
        PoolLimits limits = openAi();
        limits.learn(tokensLeft(LIMIT, 0, true, 7), 7);
        PoolLearning learning = limits.learning(7);
        assertThat(learning.rateLimited()).isEqualTo(1);
        assertThat(learning.recent())
                .containsExactly(
                        new Surprise(1, Surprise.Kind.REFUSED_WITH_ROOM, TOKENS, 7, 100, 0));

        limits.learn(tokensLeft(LIMIT, 0, true, 8), 8);
        assertThat(limits.learning(8).refusedWithRoom()).as("now the books know").isEqualTo(1);
    }

    @Test
    void surprisesAreCountedAndTheNewestKept() {
        PoolLimits limits = openAi();
        for (int i = 0; i < 100; i++) {
            limits.learn(ProviderSignal.refused(ProviderSignal.UNKNOWN, i), i);
        }
        PoolLearning learning = limits.learning(100);
        assertThat(learning.refusedWithRoom()).isEqualTo(100);
        assertThat(learning.recent()).hasSize(ToldQuota.SURPRISES);
        assertThat(learning.recent().getLast().atNanos()).isEqualTo(99);
    }

    @Test
    void aLimitThatDiffersFromTheConfigurationIsReportedOnce() {
        PoolLimits limits = openAi();
        limits.learn(tokensLeft(LIMIT / 2, 100, false, 0), 0);
        limits.learn(tokensLeft(LIMIT / 2, 100, false, 1), 1);
        PoolLearning learning = limits.learning(1);
        assertThat(learning.limitsDiffered()).isEqualTo(1);
        assertThat(learning.refusedWithRoom()).as("no 429").isZero();
        assertThat(learning.recent())
                .containsExactly(
                        new Surprise(1, Surprise.Kind.LIMIT_DIFFERS, TOKENS, 0, LIMIT, LIMIT / 2));
        assertThat(learning.limits())
                .containsExactly(new ToldLimit(TOKENS, LIMIT, LIMIT / 2, 0))
                .allSatisfy(each -> assertThat(each.differs()).isTrue());
    }

    @Test
    void tellsWhatItLearnedToThoseWhoLook() {
        PoolLimits limits = openAi();
        limits.learn(tokensLeft(LIMIT / 2, LIMIT, false, 0), 0);
        limits.learn(ProviderSignal.refused(3 * SECOND, SECOND), SECOND);
        LearnedView view = limits.learned(2 * SECOND);
        assertThat(view.refused429()).isEqualTo(1);
        assertThat(view.surprises429()).isEqualTo(1);
        assertThat(view.limitsDiffered()).isEqualTo(1);
        assertThat(view.pausedNanos()).isEqualTo(2 * SECOND);
        assertThat(view.declaredTokensPerMinute()).isEqualTo(LIMIT);
        assertThat(view.told()).containsExactly(new QuotaView.ToldView(TOKENS, LIMIT, LIMIT / 2));
        assertThat(view.recent())
                .extracting(QuotaView.SurpriseView::number)
                .containsExactly(1L, 2L);
        assertThat(view.recent().getFirst().words())
                .isEqualTo("told " + LIMIT / 2 + " " + TOKENS + ", " + LIMIT + " are configured");
        assertThat(view.recent().getLast().words())
                .isEqualTo("429 with 100% of " + TOKENS + " free by our count");
        assertThat(view.recent().getLast().ageNanos()).isEqualTo(SECOND);
    }

    @Test
    void readingsThatCannotBeAreNotBelieved() {
        assertThat(new Reading(-1, -1, -5, 0)).isEqualTo(Reading.NONE);
        assertThat(new Reading(0, Long.MAX_VALUE, -5, 1)).isEqualTo(Reading.NONE);
        assertThat(new Reading(10, 5, Long.MAX_VALUE, 1).resetNanos())
                .isEqualTo(ProviderSignal.MOST_NANOS);
    }

    /// A provider bucket that we and somebody else draw from, with answers that tell what is left.
    private static long foreignUse(long seed, long othersPerMinute, long oursPerMinute) {
        SplittableRandom random = new SplittableRandom(seed);
        PoolLimits limits = openAi();
        TokenBucket provider = new TokenBucket("real", LIMIT, 0);
        provider.hold(LIMIT / 2, 0);
        limits.learn(tokensLeft(LIMIT, LIMIT / 2, false, 0), 0);
        long last = 0;
        long owed = 0;
        for (long now = 0;
                now < 5 * MINUTE;
                now += random.nextLong(1, 120_000_000_000_000L / oursPerMinute)) {
            owed += othersPerMinute * ((now - last) / 1_000) / 60_000_000;
            if (owed > 5_000) {
                provider.hold(owed, now);
                owed = 0;
            }
            last = now;
            if (limits.hasRoom(CALL, now) && provider.has(1_000, now)) {
                limits.hold(CALL, now);
                provider.hold(1_000, now);
                limits.learn(tokensLeft(LIMIT, Math.max(0, provider.level(now)), false, now), now);
                limits.settle(CALL, succeeded(1_000, 0, 200), now);
            }
        }
        return limits.learning(5 * MINUTE).limits().getFirst().foreignPerMinute();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatOthersUseIsReportedWithItsSize(long seed) {
        long seen = foreignUse(seed, 200_000, 500_000);
        assertThat(seen).isBetween(150_000L, 250_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void ourOwnUseIsNotTakenForSomebodyElses(long seed) {
        assertThat(foreignUse(seed, 0, 600_000)).isZero();
    }
}
