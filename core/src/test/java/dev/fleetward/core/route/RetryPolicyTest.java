package dev.fleetward.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.route.RetryPolicy.Reason;
import dev.fleetward.core.route.RetryPolicy.Situation;
import dev.fleetward.core.route.RetryPolicy.Verdict;
import dev.fleetward.core.route.RetryPolicy.Verdict.Again;
import dev.fleetward.core.route.RetryPolicy.Verdict.GiveUp;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Failure RATE_LIMITED = Failure.of(FailureKind.PROVIDER_RATE_LIMITED);

    private final RetryBudget budget = new RetryBudget(100_000);

    private Verdict decide(Failure failure, int attempt, boolean begun, boolean elsewhere) {
        return RetryPolicy.decide(
                new Situation(failure, attempt, 3, begun, elsewhere, 60 * SECOND), budget, 0);
    }

    private static Failure after(Duration retryAfter) {
        return RATE_LIMITED.withRetryAfter(retryAfter);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnElsewhereAtOnceWhereTheFailureTableAllowsIt(FailureKind kind) {
        assertThat(decide(Failure.of(kind), 1, false, true))
                .isEqualTo(kind.retryable() ? new Again(0) : new GiveUp(Reason.NOT_RETRYABLE));
    }

    @ParameterizedTest
    @EnumSource
    void neverAfterTheAnswerHasBegun(FailureKind kind) {
        assertThat(decide(Failure.of(kind), 1, true, true))
                .isEqualTo(new GiveUp(Reason.ANSWER_BEGUN));
    }

    @Test
    void doesNotWaitForOneEndpointWhereAnotherIsLeft() {
        assertThat(decide(after(Duration.ofMinutes(2)), 1, false, true)).isEqualTo(new Again(0));
    }

    @Test
    void theLastAttemptIsTheLast() {
        assertThat(decide(RATE_LIMITED, 2, false, true)).isEqualTo(new Again(0));
        assertThat(decide(RATE_LIMITED, 3, false, true))
                .isEqualTo(new GiveUp(Reason.ATTEMPTS_SPENT));
    }

    @Test
    void waitsOutAShortRetryAfterOfTheOnlyEndpoint() {
        assertThat(decide(after(Duration.ofMillis(1_500)), 1, false, false))
                .isEqualTo(new Again(1_500_000_000L));
        assertThat(decide(after(RetryPolicy.LONGEST_WAIT), 1, false, false))
                .isEqualTo(new Again(RetryPolicy.LONGEST_WAIT.toNanos()));
    }

    @Test
    void givesUpOnALongRetryAfterOfTheOnlyEndpoint() {
        assertThat(decide(after(RetryPolicy.LONGEST_WAIT.plusNanos(1)), 1, false, false))
                .isEqualTo(new GiveUp(Reason.NOWHERE_TO_GO));
        assertThat(decide(after(Duration.ofSeconds(Long.MAX_VALUE)), 1, false, false))
                .isEqualTo(new GiveUp(Reason.NOWHERE_TO_GO));
    }

    @Test
    void pausesLongerBeforeEachTryOfTheSameEndpoint() {
        assertThat(decide(RATE_LIMITED, 1, false, false)).isEqualTo(new Again(100_000_000));
        assertThat(decide(RATE_LIMITED, 2, false, false)).isEqualTo(new Again(200_000_000));
        assertThat(
                        RetryPolicy.decide(
                                new Situation(RATE_LIMITED, 40, 99, false, false, 60 * SECOND),
                                budget,
                                0))
                .isEqualTo(new Again(RetryPolicy.LONGEST_WAIT.toNanos()));
    }

    @ParameterizedTest
    @EnumSource(names = {"PROVIDER_UNAUTHENTICATED", "PROVIDER_QUOTA_SPENT", "TOTAL_TIMEOUT"})
    void doesNotAskAnEndpointAgainThatWouldAnswerTheSame(FailureKind kind) {
        assertThat(decide(Failure.of(kind), 1, false, false))
                .isEqualTo(new GiveUp(Reason.NOWHERE_TO_GO));
    }

    @Test
    void doesNotOutliveTheCaller() {
        Failure soon = after(Duration.ofSeconds(1));

        assertThat(RetryPolicy.decide(new Situation(soon, 1, 3, false, false, SECOND), budget, 0))
                .isEqualTo(new GiveUp(Reason.DEADLINE));
        assertThat(
                        RetryPolicy.decide(
                                new Situation(soon, 1, 3, false, false, SECOND + 1), budget, 0))
                .isEqualTo(new Again(SECOND));
        assertThat(RetryPolicy.decide(new Situation(soon, 1, 3, false, true, 0), budget, 0))
                .isEqualTo(new GiveUp(Reason.DEADLINE));
    }

    @Test
    void stopsWhenTheFleetHasRetriedEnoughAndOnlyThenTakesFromTheBudget() {
        for (int i = 0; i < 50; i++) {
            decide(RATE_LIMITED, 3, false, true);
        }
        for (int i = 0; i < RetryBudget.FLOOR_BURST; i++) {
            assertThat(decide(RATE_LIMITED, 1, false, true)).isEqualTo(new Again(0));
        }

        assertThat(decide(RATE_LIMITED, 1, false, true)).isEqualTo(new GiveUp(Reason.BUDGET_SPENT));
    }
}
