package dev.fleetward.core.objective;

import static dev.fleetward.core.objective.Ended.MILLI;
import static dev.fleetward.core.objective.Verdict.BAD;
import static dev.fleetward.core.objective.Verdict.GOOD;
import static dev.fleetward.core.objective.Verdict.NOT_COUNTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.failure.Blame;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.objective.Holder.Kind;
import dev.fleetward.core.unit.Percent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
    private static Verdict success(Kind kind, Ended ended) {
        return Verdict.of(level(kind, Measure.SUCCESS, 0), ended.event());
    }

    private static ServiceLevel level(Kind kind, Measure measure, long limitMillis) {
        return new ServiceLevel(
                new Holder(kind, "x"), measure, new Percent(950_000), limitMillis * MILLI);
    }

    private static Verdict time(Kind kind, Measure measure, long limitMillis, Ended ended) {
        return Verdict.of(level(kind, measure, limitMillis), ended.event());
    }

    @ParameterizedTest
    @EnumSource
    void aWholeAnswerIsGoodForAll(Kind kind) {
        assertThat(success(kind, new Ended())).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @EnumSource
    void aFlawIsBadWhereItIsHeldAgainstTheEndpointAndElseTheCallersOwn(Flaw flaw) {
        Verdict expected = flaw.blame() == Blame.PROVIDER ? BAD : NOT_COUNTED;
        for (Kind kind : Kind.values()) {
            assertThat(success(kind, new Ended().flawed(flaw))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCallersFaultsAndWhatIsItsOwnBudgetDoNotCount(FailureKind failure) {
        boolean own =
                failure == FailureKind.BUDGET_EXHAUSTED
                        || failure == FailureKind.SHED
                        || failure == FailureKind.DEFERRED;
        Verdict expected = failure.blame() == Blame.CALLER || own ? NOT_COUNTED : BAD;
        assertThat(success(Kind.FEATURE, new Ended().refused(failure))).isEqualTo(expected);
        assertThat(success(Kind.ROUTE, new Ended().failing(Ending.FAILED, failure)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointIsBlamedForWhatIsHeldAgainstItAndNothingElse(FailureKind failure) {
        assertThat(success(Kind.ENDPOINT, new Ended().failing(Ending.FAILED, failure)))
                .isEqualTo(failure.heldAgainstEndpoint() ? BAD : NOT_COUNTED);
    }

    @ParameterizedTest
    @EnumSource
    void hangUpsAndLosersOfARaceDoNotCount(Kind kind) {
        assertThat(success(kind, new Ended().failing(Ending.ABORTED, null))).isEqualTo(NOT_COUNTED);
        assertThat(success(kind, new Ended().failing(Ending.ABORTED, FailureKind.HUNG_UP)))
                .isEqualTo(NOT_COUNTED);
    }

    @Test
    void aProcessThatDiesBreaksThePromiseToUsersAndNotTheEndpoints() {
        Ended died = new Ended().failing(Ending.UNKNOWN, null);
        assertThat(success(Kind.FEATURE, died)).isEqualTo(BAD);
        assertThat(success(Kind.ROUTE, died)).isEqualTo(BAD);
        assertThat(success(Kind.ENDPOINT, died)).isEqualTo(NOT_COUNTED);
    }

    @Test
    void theFirstTokenIsMeasuredFromAcceptanceForUsersAndFromSendingForEndpoints() {
        assertThat(time(Kind.FEATURE, Measure.FIRST_TOKEN, 299, new Ended())).isEqualTo(BAD);
        assertThat(time(Kind.FEATURE, Measure.FIRST_TOKEN, 300, new Ended())).isEqualTo(GOOD);
        assertThat(time(Kind.ENDPOINT, Measure.FIRST_TOKEN, 199, new Ended())).isEqualTo(BAD);
        assertThat(time(Kind.ENDPOINT, Measure.FIRST_TOKEN, 200, new Ended())).isEqualTo(GOOD);
    }

    @Test
    void theTimeBetweenTokensIsAnAverageOverTheGaps() {
        assertThat(time(Kind.FEATURE, Measure.INTER_TOKEN, 99, new Ended())).isEqualTo(BAD);
        assertThat(time(Kind.ENDPOINT, Measure.INTER_TOKEN, 100, new Ended())).isEqualTo(GOOD);
    }

    @Test
    void theTotalEndsWithTheLastByte() {
        assertThat(time(Kind.ROUTE, Measure.TOTAL, 1_299, new Ended())).isEqualTo(BAD);
        assertThat(time(Kind.ROUTE, Measure.TOTAL, 1_300, new Ended())).isEqualTo(GOOD);
        assertThat(time(Kind.ENDPOINT, Measure.TOTAL, 1_199, new Ended())).isEqualTo(BAD);
        assertThat(time(Kind.ENDPOINT, Measure.TOTAL, 1_200, new Ended())).isEqualTo(GOOD);
    }

    @Test
    void tokensAreTimedInStreamsOnly() {
        Ended whole = new Ended().whole();
        assertThat(time(Kind.FEATURE, Measure.FIRST_TOKEN, 1, whole)).isEqualTo(NOT_COUNTED);
        assertThat(time(Kind.FEATURE, Measure.INTER_TOKEN, 1, whole)).isEqualTo(NOT_COUNTED);
        assertThat(time(Kind.FEATURE, Measure.TOTAL, 1, whole)).isEqualTo(BAD);
    }

    @Test
    void onlySoundAnswersAreTimed() {
        Ended failed = new Ended().failing(Ending.FAILED, FailureKind.STALLED);
        assertThat(time(Kind.FEATURE, Measure.TOTAL, 1, failed)).isEqualTo(NOT_COUNTED);
        assertThat(time(Kind.FEATURE, Measure.TOTAL, 1, new Ended().flawed(Flaw.EMPTY)))
                .isEqualTo(NOT_COUNTED);
    }

    @Test
    void aComplaintMakesAnAnswerBadOnceAndNothingElse() {
        assertThat(Verdict.ofComplaint(Ending.SUCCEEDED, null)).isEqualTo(new Counts(0, 1));
        for (Flaw flaw : Flaw.values()) {
            assertThat(Verdict.ofComplaint(Ending.SUCCEEDED, flaw))
                    .as("%s", flaw)
                    .isEqualTo(flaw.heldAgainstEndpoint() ? Counts.NONE : new Counts(1, 1));
        }
        assertThat(Verdict.ofComplaint(Ending.ABORTED, null)).isEqualTo(new Counts(1, 1));
        for (Ending ending :
                new Ending[] {Ending.FAILED, Ending.REFUSED, Ending.UNKNOWN, Ending.OPEN}) {
            assertThat(Verdict.ofComplaint(ending, null)).as("%s", ending).isEqualTo(Counts.NONE);
        }
    }
}
