package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.Pool;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    @ParameterizedTest
    @ValueSource(
            longs = {1, 7, 59, 61, 99_999_999, 100_000_001, 99_999_999_999L, 90_000_000_000_001L})
    void refillsExactlyTheLimitPerMinuteHoweverOftenItIsLookedAt(long limit) {
        SplittableRandom random = new SplittableRandom(limit);
        TokenBucket bucket = new TokenBucket("b", limit, 0);
        bucket.hold(limit, 0);
        assertThat(bucket.level(0)).isZero();

        for (long now = 0; now < MINUTE - 1_000_000; now += random.nextLong(MINUTE / 500)) {
            long level = bucket.level(now);
            assertThat(level).isBetween(0L, limit - 1);
        }

        assertThat(bucket.level(MINUTE - 1_000_000)).isLessThan(limit);
        assertThat(bucket.level(MINUTE)).isEqualTo(limit);
        assertThat(bucket.level(Long.MAX_VALUE)).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 1_000, 100_000_001})
    void paysADebtOfManyMinutesBackAtTheSameRate(long limit) {
        TokenBucket bucket = new TokenBucket("b", limit, 0);
        bucket.settle(0, 5 * limit, 0);

        assertThat(bucket.level(0)).isEqualTo(-4 * limit);
        assertThat(bucket.nanosUntil(limit, 0)).isEqualTo(5 * MINUTE);
        assertThat(bucket.level(3 * MINUTE)).isEqualTo(-limit);
        assertThat(bucket.level(5 * MINUTE)).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(longs = {Pool.UNLIMITED, 200_000_000_000_000L})
    void limitsThatNobodyHasAreNotEnforced(long limit) {
        TokenBucket bucket = new TokenBucket("b", limit, 0);
        bucket.hold(Long.MAX_VALUE / 4, 0);

        assertThat(bucket.enforced()).isFalse();
        assertThat(bucket.has(Long.MAX_VALUE / 4, 0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000})
    void timeThatRunsBackALittleTakesNothingAway(long back) {
        TokenBucket bucket = new TokenBucket("b", 600, 0);
        bucket.hold(600, MINUTE / 10);

        assertThat(bucket.level(MINUTE / 5)).isEqualTo(60);
        assertThat(bucket.level(MINUTE / 5 - back)).isEqualTo(60);
        assertThat(bucket.nanosUntil(61, MINUTE / 5 - back)).isEqualTo(MINUTE / 600 + back);
    }
}
