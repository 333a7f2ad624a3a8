package dev.fleetward.core.health;

import static dev.fleetward.core.failure.FailureKind.CONNECT_FAILED;
import static dev.fleetward.core.failure.FailureKind.HUNG_UP;
import static dev.fleetward.core.failure.FailureKind.PROVIDER_ERROR;
import static dev.fleetward.core.failure.FailureKind.PROVIDER_QUOTA_SPENT;
import static dev.fleetward.core.failure.FailureKind.PROVIDER_RATE_LIMITED;
import static dev.fleetward.core.failure.FailureKind.PROVIDER_UNAUTHENTICATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.failure.FailureKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoolDownsTest {
    private static final long SECOND = 1_000_000_000L;
    private final CoolDowns coolDowns = new CoolDowns();

    private void fails(FailureKind kind, long now) {
        coolDowns.failed("a", kind, null, now);
    }

    /// Fails as soon as it takes calls again; answers when that was.
    private long failsAgain(FailureKind kind, long now) {
        long next = now + coolDowns.remaining("a", now);
        fails(kind, next);
        return next;
    }

    @Test
    void anEndpointThatNeverFailedTakesCalls() {
        assertThat(coolDowns.usable("a", 0)).isTrue();
        assertThat(coolDowns.remaining("a", 0)).isZero();
    }

    @Test
    void theProvidersWishIsFollowedToTheNanosecond() {
        coolDowns.failed("a", PROVIDER_RATE_LIMITED, Duration.ofSeconds(7), 100);

        assertThat(coolDowns.remaining("a", 100)).isEqualTo(7 * SECOND);
        assertThat(coolDowns.usable("a", 99 + 7 * SECOND)).isFalse();
        assertThat(coolDowns.usable("a", 100 + 7 * SECOND)).isTrue();
        assertThat(coolDowns.usable("b", 100)).as("others are not concerned").isTrue();
    }

    @Test
    void aWishForDaysIsBounded() {
        coolDowns.failed("a", PROVIDER_RATE_LIMITED, Duration.ofDays(400_000), 0);

        assertThat(coolDowns.remaining("a", 0)).isEqualTo(CoolDowns.LONGEST_ASKED.toNanos());
    }

    @Test
    void coolsAfterThreeFailuresInARow() {
        fails(PROVIDER_ERROR, 0);
        fails(PROVIDER_ERROR, 1);
        assertThat(coolDowns.usable("a", 1)).isTrue();

        fails(PROVIDER_ERROR, 2);
        assertThat(coolDowns.remaining("a", 2)).isEqualTo(SECOND);
    }

    @Test
    void aSuccessInBetweenStartsTheCountAnew() {
        fails(PROVIDER_ERROR, 0);
        fails(PROVIDER_ERROR, 1);
        coolDowns.succeeded("a");
        fails(PROVIDER_ERROR, 2);
        fails(PROVIDER_ERROR, 3);

        assertThat(coolDowns.usable("a", 3)).isTrue();
    }

    @Test
    void coolsTwiceAsLongEachTimeUpToAMinute() {
        fails(PROVIDER_ERROR, 0);
        fails(PROVIDER_ERROR, 0);
        fails(PROVIDER_ERROR, 0);
        long now = 0;
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(coolDowns.remaining("a", now)).isEqualTo(seconds * SECOND);
            now = failsAgain(PROVIDER_ERROR, now);
        }
    }

    @Test
    void aSuccessAfterACoolDownResetsItsGrowth() {
        for (int i = 0; i < 3; i++) {
            fails(PROVIDER_ERROR, 0);
        }
        long now = failsAgain(PROVIDER_ERROR, 0);
        now += coolDowns.remaining("a", now);
        coolDowns.succeeded("a");
        for (int i = 0; i < 3; i++) {
            fails(PROVIDER_ERROR, now);
        }

        assertThat(coolDowns.remaining("a", now)).isEqualTo(SECOND);
    }

    @Test
    void noConnectionCoolsAtOnceAndGrowsFromTheThird() {
        fails(CONNECT_FAILED, 0);
        assertThat(coolDowns.remaining("a", 0)).isEqualTo(SECOND);

        long now = failsAgain(CONNECT_FAILED, 0);
        assertThat(coolDowns.remaining("a", now)).isEqualTo(SECOND);
        now = failsAgain(CONNECT_FAILED, now);
        assertThat(coolDowns.remaining("a", now)).isEqualTo(SECOND);
        now = failsAgain(CONNECT_FAILED, now);
        assertThat(coolDowns.remaining("a", now)).isEqualTo(2 * SECOND);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROVIDER_UNAUTHENTICATED", "PROVIDER_QUOTA_SPENT"})
    void aRefusedAccountCoolsForAMinute(FailureKind kind) {
        fails(kind, 5);

        assertThat(coolDowns.remaining("a", 5)).isEqualTo(60 * SECOND);
    }

    @Test
    void aBurstOfCallsUnderWayCountsOnce() {
        for (int i = 0; i < 100; i++) {
            fails(PROVIDER_ERROR, i);
        }
        assertThat(coolDowns.remaining("a", 100)).isLessThanOrEqualTo(SECOND);

        failsAgain(PROVIDER_ERROR, 100);
        assertThat(coolDowns.remaining("a", 100)).isLessThanOrEqualTo(3 * SECOND);
    }

    @Test
    void aCoolDownThatRunsIsNeitherEndedBySuccessNorShortened() {
        coolDowns.failed("a", PROVIDER_RATE_LIMITED, Duration.ofSeconds(30), 0);
        coolDowns.succeeded("a");
        coolDowns.failed("a", PROVIDER_RATE_LIMITED, Duration.ofSeconds(1), 0);
        assertThat(coolDowns.remaining("a", 0)).isEqualTo(30 * SECOND);

        coolDowns.failed("a", PROVIDER_RATE_LIMITED, Duration.ofSeconds(60), 0);
        assertThat(coolDowns.remaining("a", 0)).as("but lengthened").isEqualTo(60 * SECOND);
    }

    @Test
    void whatIsNotHeldAgainstTheEndpointDoesNotCool() {
        for (FailureKind kind : FailureKind.values()) {
            if (!kind.heldAgainstEndpoint()) {
                coolDowns.failed("a", kind, Duration.ofSeconds(5), 0);
            }
        }
        fails(HUNG_UP, 0);

        assertThat(coolDowns.usable("a", 0)).isTrue();
    }

    @Test
    void forgetsEndpointsThatAreGone() {
        fails(PROVIDER_UNAUTHENTICATED, 0);
        coolDowns.failed("b", PROVIDER_QUOTA_SPENT, null, 0);

        coolDowns.retain(List.of("b", "c"));

        assertThat(coolDowns.usable("a", 0)).isTrue();
        assertThat(coolDowns.usable("b", 0)).isFalse();
    }

    @Test
    void theMonotonicClockMayBeNegativeAndWrap() {
        long now = Long.MAX_VALUE - 10;
        fails(PROVIDER_UNAUTHENTICATED, now);

        assertThat(coolDowns.usable("a", now + 20)).isFalse();
        assertThat(coolDowns.usable("a", now + 60 * SECOND)).isTrue();
    }
}
