package dev.fleetward.core.health;

import static dev.fleetward.core.failure.FailureKind.CONNECT_FAILED;
import static dev.fleetward.core.failure.FailureKind.HUNG_UP;
import static dev.fleetward.core.failure.FailureKind.PROVIDER_ERROR;
import static dev.fleetward.core.failure.FailureKind.PROVIDER_QUOTA_SPENT;
import static dev.fleetward.core.failure.FailureKind.PROVIDER_RATE_LIMITED;
import static dev.fleetward.core.failure.FailureKind.PROVIDER_UNAUTHENTICATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.snapshot.HealthRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long WALL = 1_700_000_000_000_000L;
    private static final HealthRules RULES = HealthRules.DEFAULT;

    private long now = 100;
    private final Breakers breakers = breakers();

    private Breakers breakers() {
        Breakers made = new Breakers(RULES, new SplittableRandom(1), now, WALL);
        made.adopt(RULES, Map.of("a", "k1", "b", "k1"), now);
        return made;
    }

    private Pass begin() {
        return Objects.requireNonNull(breakers.begin("a", Entry.CALL, now));
    }

    private void fails(FailureKind kind) {
        begin().failed(kind, null, now);
    }

    private void asks(Duration retryAfter) {
        begin().failed(PROVIDER_RATE_LIMITED, retryAfter, now);
    }

    private void succeeds() {
        begin().answered(null, Judged.ALWAYS, now);
    }

    private void shows(Flaw flaw) {
        begin().answered(flaw, Judged.ALWAYS, now);
    }

    private void isDown() {
        for (int i = 0; i < RULES.failuresInARow(); i++) {
            fails(PROVIDER_ERROR);
        }
    }

    private void degrades() {
        for (int i = 0; state() == State.CLOSED || state() == State.RAMP_UP; i++) {
            if (i % 10 == 9) {
                begin().failed(FailureKind.MALFORMED_ANSWER, null, now);
            } else {
                succeeds();
            }
        }
    }

    private State state() {
        return breakers.view("a", now).state();
    }

    private Standing standing() {
        return breakers.standing("a", 99, now);
    }

    private long remaining() {
        return breakers.remaining("a", now);
    }

    private void pauses() {
        now += remaining();
        assertThat(state()).isEqualTo(State.HALF_OPEN);
    }

    private void passesTrials() {
        pauses();
        for (int i = 0; i < RULES.trialCalls(); i++) {
            succeeds();
        }
        assertThat(state()).isEqualTo(State.RAMP_UP);
    }

    private void comesBack() {
        passesTrials();
        while (state() == State.RAMP_UP) {
            now += SECOND / 5;
            succeeds();
        }
        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void anEndpointThatNeverFailedTakesCalls() {
        assertThat(standing()).isEqualTo(Standing.READY);
        assertThat(remaining()).isZero();
        assertThat(breakers.view("a", now).troubleSinceWallMicros()).isZero();
    }

    @Test
    void theProvidersWishIsFollowedToTheNanosecondAndAllCallsComeBackAtOnce() {
        asks(Duration.ofSeconds(7));

        assertThat(remaining()).isEqualTo(7 * SECOND);
        now += 7 * SECOND - 1;
        assertThat(standing()).isEqualTo(Standing.SHUT);
        now++;
        assertThat(standing()).isEqualTo(Standing.READY);
        assertThat(state()).isEqualTo(State.CLOSED);
        assertThat(breakers.view("b", now).state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aWishForDaysIsBounded() {
        asks(Duration.ofDays(400_000));

        assertThat(remaining()).isEqualTo(Breakers.LONGEST_ASKED_NANOS);
    }

    @Test
    void aWishIsLengthenedButNeverShortened() {
        Pass one = begin();
        Pass other = begin();
        asks(Duration.ofSeconds(30));

        one.failed(PROVIDER_RATE_LIMITED, Duration.ofSeconds(1), now);
        assertThat(remaining()).isEqualTo(30 * SECOND);
        other.failed(PROVIDER_RATE_LIMITED, Duration.ofSeconds(60), now);
        assertThat(remaining()).isEqualTo(60 * SECOND);
    }

    @Test
    void opensAfterThreeFailuresInARow() {
        fails(PROVIDER_ERROR);
        fails(PROVIDER_ERROR);
        assertThat(state()).isEqualTo(State.CLOSED);

        fails(PROVIDER_ERROR);
        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(standing()).isEqualTo(Standing.SHUT);
        assertThat(remaining()).isBetween(3 * SECOND / 4, SECOND);
        assertThat(breakers.view("a", now).words()).startsWith("3 failures in a row");
    }

    @Test
    void aSuccessInBetweenStartsTheCountAnew() {
        fails(PROVIDER_ERROR);
        fails(PROVIDER_ERROR);
        succeeds();
        fails(PROVIDER_ERROR);
        fails(PROVIDER_ERROR);

        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void pausesTwiceAsLongEachTimeUpToAMinute() {
        isDown();
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(remaining()).isBetween(3 * seconds * SECOND / 4, seconds * SECOND);
            pauses();
            fails(PROVIDER_ERROR);
        }
    }

    @Test
    void pausesAreShortAgainOnceItIsBack() {
        isDown();
        pauses();
        fails(PROVIDER_ERROR);
        comesBack();
        isDown();

        assertThat(remaining()).isLessThanOrEqualTo(SECOND);
    }

    @Test
    void noConnectionOpensAtOnce() {
        fails(CONNECT_FAILED);

        assertThat(remaining()).isBetween(3 * SECOND / 4, SECOND);
    }

    @Test
    void callsThatWereUnderWayTellNothingNew() {
        List<Pass> underWay = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            underWay.add(begin());
        }
        isDown();
        long end = now + remaining();
        for (int i = 0; i < 50; i++) {
            underWay.get(i).failed(PROVIDER_ERROR, null, now);
        }
        assertThat(now + remaining()).isEqualTo(end);

        pauses();
        for (int i = 50; i < 99; i++) {
            underWay.get(i).failed(PROVIDER_ERROR, null, now);
        }
        underWay.getLast().answered(null, Judged.ALWAYS, now);
        assertThat(state()).isEqualTo(State.HALF_OPEN);
        assertThat(breakers.view("a", now).trialsPassed()).isZero();
    }

    @Test
    void onTrialItTakesNoMoreCallsThanItHasTrials() {
        isDown();
        pauses();
        List<Pass> trials = new ArrayList<>();
        for (int i = 0; i < RULES.trialCalls(); i++) {
            assertThat(standing()).isEqualTo(Standing.READY);
            trials.add(begin());
        }
        assertThat(standing()).isEqualTo(Standing.SHUT);
        assertThat(breakers.begin("a", Entry.CALL, now)).isNull();

        trials.removeLast().withdrawn();
        assertThat(standing()).as("a trial that told nothing").isEqualTo(Standing.READY);
        trials.add(begin());
        trials.forEach(trial -> trial.answered(null, Judged.ALWAYS, now));
        assertThat(state()).isEqualTo(State.RAMP_UP);
    }

    @Test
    void itComesBackInGrowingShares() {
        isDown();
        passesTrials();
        List<Integer> shares = new ArrayList<>();
        while (state() == State.RAMP_UP) {
            int share = breakers.view("a", now).share();
            if (shares.isEmpty() || shares.getLast() != share) {
                shares.add(share);
            }
            assertThat(breakers.standing("a", share - 1, now)).isEqualTo(Standing.READY);
            assertThat(breakers.standing("a", share, now)).isEqualTo(Standing.LATER);
            now += SECOND / 5;
            succeeds();
        }

        assertThat(shares).containsExactly(10, 25, 50);
    }

    @Test
    void aQuietEndpointComesBackAsWell() {
        isDown();
        passesTrials();
        for (int i = 0; i < 3; i++) {
            now += Breakers.QUIET_STAGE_NANOS;
            succeeds();
        }

        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aFailureWhileItComesBackOpensItForLonger() {
        isDown();
        passesTrials();
        fails(PROVIDER_ERROR);

        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(remaining()).isBetween(3 * SECOND / 2, 2 * SECOND);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROVIDER_UNAUTHENTICATED", "PROVIDER_QUOTA_SPENT"})
    void aRefusedAccountHoldsItUntilAnOperatorActs(FailureKind kind) {
        begin().failed(kind, Duration.ofSeconds(1), now);
        now += 365L * 24 * 60 * MINUTE;
        assertThat(state()).isEqualTo(State.HELD);
        assertThat(standing()).isEqualTo(Standing.SHUT);
        assertThat(breakers.begin("a", Entry.AGAIN, now)).isNull();

        breakers.reset("a", now);
        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void anotherCredentialPutsAHeldEndpointOnTrial() {
        fails(PROVIDER_UNAUTHENTICATED);
        breakers.adopt(RULES, Map.of("a", "k1", "b", "k1"), now);
        assertThat(state()).isEqualTo(State.HELD);

        breakers.adopt(RULES, Map.of("a", "k2", "b", "k1"), now);
        assertThat(state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void aProbeThatIsAnsweredPutsAHeldEndpointOnTrial() {
        fails(PROVIDER_QUOTA_SPENT);
        Pass probe = Objects.requireNonNull(breakers.begin("a", Entry.PROBE, now));
        probe.failed(PROVIDER_QUOTA_SPENT, null, now);
        assertThat(state()).isEqualTo(State.HELD);

        probe = Objects.requireNonNull(breakers.begin("a", Entry.PROBE, now));
        probe.answered(null, Judged.ALWAYS, now);
        assertThat(state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void probesCountAsTrialsBesideThem() {
        isDown();
        pauses();
        for (int i = 0; i < RULES.trialCalls(); i++) {
            Pass probe = Objects.requireNonNull(breakers.begin("a", Entry.PROBE, now));
            probe.answered(null, Judged.ALWAYS, now);
        }

        assertThat(state()).isEqualTo(State.RAMP_UP);
    }

    @Test
    void answersThatBecameWorseRestItForMinutes() {
        degrades();

        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(remaining()).isBetween(3 * MINUTE / 2, 2 * MINUTE);
        HealthView view = breakers.view("a", now);
        assertThat(view.cause()).isEqualTo(Cause.MEANING);
        assertThat(view.words()).contains("malformed answers");
        assertThat(Objects.requireNonNull(view.degraded()).symptom()).isEqualTo(Symptom.MALFORMED);
    }

    @Test
    void restsGrowUntilTheSymptomIsGone() {
        degrades();
        comesBack();
        assertThat(breakers.view("a", now).degraded()).as("still watched").isNotNull();
        degrades();
        assertThat(remaining()).isBetween(3 * MINUTE, 4 * MINUTE);

        comesBack();
        for (int i = 0; i < 1_000; i++) {
            succeeds();
        }
        assertThat(breakers.view("a", now).degraded()).isNull();
        assertThat(breakers.view("a", now).troubleSinceWallMicros()).isZero();
        degrades();
        assertThat(remaining()).isLessThanOrEqualTo(2 * MINUTE);
    }

    @Test
    void afterARestATrialMayShowNoSymptom() {
        degrades();
        pauses();
        shows(Flaw.REFUSED);

        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(remaining()).isGreaterThan(2 * MINUTE);
    }

    @Test
    void afterAPauseATrialNeedsToGetThroughOnly() {
        isDown();
        pauses();
        for (int i = 0; i < RULES.trialCalls(); i++) {
            shows(Flaw.REFUSED);
        }

        assertThat(state()).isEqualTo(State.RAMP_UP);
    }

    @Test
    void whatRestsServesAsALastResortButNotWhatIsDownOrAskedForTime() {
        degrades();
        assertThat(standing()).isEqualTo(Standing.LAST_RESORT);
        assertThat(breakers.begin("a", Entry.CALL, now)).isNull();
        Pass pass = Objects.requireNonNull(breakers.begin("a", Entry.LAST_RESORT, now));
        pass.failed(PROVIDER_RATE_LIMITED, Duration.ofSeconds(3), now);
        assertThat(standing()).isEqualTo(Standing.SHUT);
        now += 3 * SECOND;
        assertThat(standing()).isEqualTo(Standing.LAST_RESORT);

        for (int i = 0; i < RULES.failuresInARow(); i++) {
            Objects.requireNonNull(breakers.begin("a", Entry.LAST_RESORT, now))
                    .failed(PROVIDER_ERROR, null, now);
        }
        assertThat(standing()).isEqualTo(Standing.SHUT);
    }

    private void failsAsALastResort() {
        Objects.requireNonNull(breakers.begin("a", Entry.LAST_RESORT, now))
                .failed(CONNECT_FAILED, null, now);
    }

    @Test
    void failingWhileItRestsBringsNothingBackSoonerAndLetsNoFlawPassOnTrial() {
        degrades();
        long rest = now + remaining();
        failsAsALastResort();

        assertThat(now + remaining()).isEqualTo(rest);
        HealthView view = breakers.view("a", now);
        assertThat(view.cause()).isEqualTo(Cause.MEANING);
        assertThat(view.outage()).isEqualTo(CONNECT_FAILED.meaning());
        assertThat(standing()).as("it is down besides").isEqualTo(Standing.SHUT);
        now += SECOND;
        assertThat(standing()).as("its pause is over").isEqualTo(Standing.LAST_RESORT);

        pauses();
        shows(Flaw.REFUSED);
        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(remaining()).isGreaterThan(2 * MINUTE);
    }

    @Test
    void aPauseThatEndsAfterTheRestLengthensIt() {
        degrades();
        now += remaining() - SECOND / 10;
        failsAsALastResort();

        assertThat(remaining()).isGreaterThan(SECOND / 2);
        assertThat(standing()).isEqualTo(Standing.SHUT);
    }

    @Test
    void afterARestATrialThatFailsIsFollowedByTrialsThatLookAtAnswers() {
        degrades();
        pauses();
        fails(PROVIDER_ERROR);
        assertThat(remaining()).isLessThanOrEqualTo(SECOND);
        assertThat(standing()).isEqualTo(Standing.SHUT);
        pauses();
        shows(Flaw.REFUSED);

        assertThat(breakers.view("a", now).cause()).isEqualTo(Cause.MEANING);
        assertThat(remaining()).isGreaterThan(2 * MINUTE);
    }

    @Test
    void aTrialWithTheSymptomLeavesTheRateThatTheChartFound() {
        degrades();
        Degraded found = breakers.view("a", now).degraded();
        double badness = breakers.badness("a");
        for (int i = 0; i < 3; i++) {
            pauses();
            begin().answered(Flaw.EMPTY, Judged.ALWAYS, now);
            assertThat(state()).isEqualTo(State.OPEN);
        }

        assertThat(breakers.view("a", now).degraded()).isEqualTo(found);
        assertThat(breakers.badness("a")).isEqualTo(badness).isBetween(0.02, 0.2);
        assertThat(breakers.transitionsAfter(0).getLast().words())
                .isEqualTo("on trial: empty answers");
    }

    @Test
    void anAlarmOnTrialAfterAPauseIsKeptUntilItsCallsAreItsOwnAgain() {
        begin().failed(FailureKind.MALFORMED_ANSWER, null, now);
        fails(CONNECT_FAILED);
        pauses();
        double before = level();
        Objects.requireNonNull(breakers.begin("a", Entry.PROBE, now))
                .answered(Flaw.EMPTY, Judged.ALWAYS, now);

        assertThat(level()).isGreaterThanOrEqualTo(before);
        assertThat(breakers.view("a", now).degraded()).isNull();
    }

    private double level() {
        return breakers.view("a", now).symptoms().stream()
                .mapToDouble(HealthView.SymptomView::level)
                .max()
                .orElseThrow();
    }

    @Test
    void aSymptomThatNobodyCanShowAnyMoreIsForgottenAfterHours() {
        Judged tools = Judged.ALWAYS.with(Symptom.TOOL_SCHEMA);
        while (state() == State.CLOSED) {
            begin().answered(Flaw.TOOL_SCHEMA, tools, now);
        }
        comesBack();
        for (int hour = 0; hour < 5; hour++) {
            now += 60 * MINUTE;
            succeeds();
            breakers.tick(now, WALL);
            assertThat(breakers.view("a", now).degraded()).isNotNull();
        }
        begin().answered(null, tools, now);
        now += Breakers.UNSEEN_NANOS - 1;
        breakers.tick(now, WALL);
        assertThat(breakers.view("a", now).degraded()).as("it was looked for").isNotNull();
        now++;
        breakers.tick(now, WALL);

        assertThat(breakers.view("a", now).degraded()).isNull();
        assertThat(breakers.view("a", now).troubleSinceWallMicros()).isZero();
        assertThat(level()).isZero();
        assertThat(breakers.view("a", now).rests()).isZero();
    }

    @Test
    void whyCallsDidNotGetThroughIsSaidUntilItServesThemAll() {
        isDown();
        String why = breakers.view("a", now).outage();
        assertThat(why).startsWith("3 failures in a row");
        passesTrials();
        assertThat(breakers.view("a", now).outage()).isEqualTo(why);
        now += Breakers.QUIET_STAGE_NANOS;
        succeeds();
        assertThat(breakers.view("a", now).outage()).isEqualTo(why);
        while (state() == State.RAMP_UP) {
            now += SECOND / 5;
            succeeds();
        }
        assertThat(breakers.view("a", now).outage()).isEmpty();
    }

    @Test
    void aPauseAndAWayBackSurviveARestart() {
        isDown();
        pauses();
        fails(PROVIDER_ERROR);
        long left = remaining();
        BreakerState open = stored();
        passesTrials();
        BreakerState ramp = stored();

        Breakers next = restarted(open);
        assertThat(next.view("a", 0).state()).isEqualTo(State.OPEN);
        assertThat(next.view("a", 0).openings()).isEqualTo(2);
        assertThat(next.view("a", 0).outage()).startsWith("on trial: ");
        assertThat(next.remaining("a", 0)).isBetween(left - 1_000, left);

        Breakers later = restarted(ramp);
        assertThat(later.view("a", 0).state()).isEqualTo(State.RAMP_UP);
        assertThat(later.view("a", 0).share()).isEqualTo(10);
        assertThat(later.view("a", 0).openings()).isEqualTo(2);
    }

    private BreakerState stored() {
        return breakers.states(now, WALL).stream()
                .filter(state -> state.endpoint().equals("a"))
                .findFirst()
                .orElseThrow();
    }

    private static Breakers restarted(BreakerState stored) {
        Breakers next = new Breakers(RULES, new SplittableRandom(2), 0, WALL);
        next.adopt(RULES, Map.of("a", "k1"), 0);
        next.restore(List.of(stored), 0, WALL);
        return next;
    }

    @Test
    void aSecondTryAtTheSameEndpointPassesAndTellsNothing() {
        isDown();
        long end = now + remaining();
        Pass again = Objects.requireNonNull(breakers.begin("a", Entry.AGAIN, now));
        again.failed(PROVIDER_ERROR, null, now);

        assertThat(now + remaining()).isEqualTo(end);
    }

    @Test
    void whatIsNotHeldAgainstTheEndpointChangesNothing() {
        for (FailureKind kind : FailureKind.values()) {
            if (!kind.heldAgainstEndpoint()) {
                for (int i = 0; i < 200; i++) {
                    begin().failed(kind, Duration.ofSeconds(5), now);
                }
            }
        }
        fails(HUNG_UP);

        assertThat(state()).isEqualTo(State.CLOSED);
        assertThat(breakers.view("a", now).symptoms())
                .allSatisfy(it -> assertThat(it.level()).isZero());
    }

    @Test
    void flawsThatAreTheCallersDoNotCount() {
        for (int i = 0; i < 1_000; i++) {
            shows(i % 2 == 0 ? Flaw.TRUNCATED : Flaw.FILTERED);
        }

        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void callsWithoutToolsDoNotPassForSoundToolCalls() {
        Judged tools = Judged.ALWAYS.with(Symptom.TOOL_SCHEMA);
        int bad = 0;
        for (int i = 0; state() == State.CLOSED; i++) {
            boolean hasTools = i % 50 == 0;
            begin().answered(
                            hasTools ? Flaw.TOOL_SCHEMA : null,
                            hasTools ? tools : Judged.ALWAYS,
                            now);
            bad += hasTools ? 1 : 0;
        }

        assertThat(bad).as("all of the calls with tools were bad").isLessThan(10);
    }

    @Test
    void forgetsEndpointsThatAreGone() {
        fails(PROVIDER_UNAUTHENTICATED);
        breakers.adopt(RULES, Map.of("b", "k1"), now);
        breakers.adopt(RULES, Map.of("a", "k1", "b", "k1"), now);

        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void theMonotonicClockMayBeNegativeAndWrap() {
        now = Long.MAX_VALUE - 10;
        Breakers wrapping = new Breakers(RULES, new SplittableRandom(1), now, WALL);
        Pass pass = Objects.requireNonNull(wrapping.begin("a", Entry.CALL, now));
        pass.failed(PROVIDER_RATE_LIMITED, Duration.ofSeconds(60), now);

        assertThat(wrapping.standing("a", 0, now + 20)).isEqualTo(Standing.SHUT);
        assertThat(wrapping.standing("a", 0, now + 60 * SECOND)).isEqualTo(Standing.READY);
    }

    @Test
    void stepsAreRememberedInOrderWithinABound() {
        isDown();
        comesBack();
        List<Transition> steps = breakers.transitionsAfter(0);
        assertThat(steps)
                .extracting(Transition::event)
                .startsWith(Event.FAILED_IN_A_ROW, Event.PAUSE_OVER, Event.TRIALS_PASSED)
                .endsWith(Event.LAST_STAGE_PASSED);
        Transition opened = steps.getFirst();
        assertThat(opened.sequence()).isEqualTo(1);
        assertThat(opened.atWallMicros()).isEqualTo(WALL + (opened.atNanos() - 100) / 1_000);
        assertThat(breakers.transitionsAfter(1)).doesNotContain(opened);

        for (int i = 0; i < Breakers.TRANSITIONS; i++) {
            asks(Duration.ofSeconds(1));
            now += SECOND;
            breakers.tick(now, WALL);
        }
        assertThat(breakers.transitionsAfter(0)).hasSize(Breakers.TRANSITIONS);
    }

    @Test
    void breakersSurviveARestart() {
        degrades();
        Pass other = Objects.requireNonNull(breakers.begin("b", Entry.CALL, now));
        other.failed(PROVIDER_UNAUTHENTICATED, null, now);
        long left = remaining();
        List<BreakerState> stored = breakers.states(now, WALL);

        long later = -5_000;
        Breakers next = new Breakers(RULES, new SplittableRandom(2), later, WALL + 30_000_000L);
        next.adopt(RULES, Map.of("a", "k1", "b", "k1"), later);
        next.restore(stored, later, WALL + 30_000_000L);

        assertThat(next.view("a", later).state()).isEqualTo(State.OPEN);
        assertThat(next.remaining("a", later))
                .isBetween(left - 30 * SECOND - 1_000, left - 30 * SECOND);
        assertThat(next.view("a", later).degraded()).isNotNull();
        assertThat(next.view("b", later).state()).isEqualTo(State.HELD);
        assertThat(next.view("b", later).troubleSinceWallMicros())
                .isEqualTo(breakers.view("b", now).troubleSinceWallMicros());

        Breakers changed = new Breakers(RULES, new SplittableRandom(2), later, WALL);
        changed.adopt(RULES, Map.of("b", "k2"), later);
        changed.restore(stored, later, WALL);
        assertThat(changed.view("b", later).state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void aJumpOfTheWallClockLengthensNoPauseBeyondTheLongest() {
        degrades();
        Breakers next = new Breakers(RULES, new SplittableRandom(2), 0, 0);
        next.adopt(RULES, Map.of("a", "k1"), 0);
        next.restore(breakers.states(now, WALL), 0, 0);

        assertThat(next.remaining("a", 0)).isEqualTo(RULES.longestRestNanos());
    }

    /// Calls, flaws, failures, waits and passing time at random, and what has to hold after each.
    @Test
    void whateverHappensTheInvariantsHold() {
        for (long seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Pass> underWay = new ArrayList<>();
            long shutUntil = now;
            for (int i = 0; i < 3_000; i++) {
                int what = random.nextInt(20);
                if (what < 8) {
                    Standing standing = standing();
                    Pass pass = breakers.begin("a", Entry.CALL, now);
                    assertThat(pass != null)
                            .as("begins where it is ready, seed %d", seed)
                            .isEqualTo(standing == Standing.READY || standing == Standing.LATER);
                    assertThat(pass != null && now - shutUntil < 0)
                            .as("a call before the provider wants it, seed %d", seed)
                            .isFalse();
                    if (pass != null) {
                        underWay.add(pass);
                    }
                } else if (what < 17 && !underWay.isEmpty()) {
                    Pass pass = underWay.remove(random.nextInt(underWay.size()));
                    Duration asked = ends(pass, random);
                    if (asked != null) {
                        shutUntil = Math.max(shutUntil, now + asked.toNanos());
                    }
                } else {
                    now += random.nextLong(3 * SECOND);
                    breakers.tick(now, WALL + now / 1_000);
                }
                holds(seed);
                if (state() == State.HELD && random.nextInt(10) == 0) {
                    breakers.reset("a", now);
                    shutUntil = now;
                }
            }
            leavesWhateverStateItIsIn();
        }
    }

    private @Nullable Duration ends(Pass pass, SplittableRandom random) {
        switch (random.nextInt(12)) {
            case 0 -> pass.withdrawn();
            case 1 -> pass.failed(PROVIDER_ERROR, null, now);
            case 2 -> pass.failed(CONNECT_FAILED, null, now);
            case 3 -> pass.answered(Flaw.OUTPUT_SCHEMA, Judged.ALWAYS, now);
            case 4 -> {
                if (random.nextInt(4) == 0) {
                    pass.failed(PROVIDER_UNAUTHENTICATED, null, now);
                } else {
                    pass.withdrawn();
                }
            }
            case 5 -> {
                boolean held = state() == State.HELD;
                Duration asked = Duration.ofNanos(1 + random.nextLong(5 * SECOND));
                pass.failed(PROVIDER_RATE_LIMITED, asked, now);
                return held ? null : asked;
            }
            default -> pass.answered(null, Judged.ALWAYS, now);
        }
        return null;
    }

    private void holds(long seed) {
        HealthView view = breakers.view("a", now);
        String as = view + ", seed " + seed;
        assertThat(view.cause() == null).as(as).isEqualTo(view.state() == State.CLOSED);
        assertThat(view.trialsPassed() + view.trialsUnderWay())
                .as(as)
                .isBetween(0, RULES.trialCalls());
        assertThat(view.remainingNanos() > 0).as(as).isEqualTo(view.state() == State.OPEN);
        assertThat(view.remainingNanos()).as(as).isLessThanOrEqualTo(RULES.longestRestNanos());
        assertThat(
                        view.cause() == Cause.ACCOUNT
                                && view.state() == State.RAMP_UP
                                && view.share() == 0)
                .as(as)
                .isFalse();
    }

    /// Time and calls that go well lead out of every state but `HELD`.
    private void leavesWhateverStateItIsIn() {
        if (state() == State.HELD) {
            now += 1_000 * MINUTE;
            assertThat(state()).isEqualTo(State.HELD);
            breakers.reset("a", now);
        }
        if (state() == State.OPEN) {
            now += remaining();
        }
        for (int i = 0; i < 1_000 && state() != State.CLOSED; i++) {
            now += SECOND;
            Pass pass = breakers.begin("a", Entry.PROBE, now);
            Objects.requireNonNull(pass).answered(null, Judged.ALWAYS, now);
        }
        assertThat(state()).isEqualTo(State.CLOSED);
    }
}
