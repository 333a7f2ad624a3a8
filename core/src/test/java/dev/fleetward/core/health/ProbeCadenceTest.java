package dev.fleetward.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.ProbeCadence.Pace;
import dev.fleetward.core.health.ProbeCadence.Rules;
import dev.fleetward.core.health.ProbeCadence.Situation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeCadenceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Rules RULES = new Rules(300 * SECOND, 2 * SECOND, 50, 60);

    private final ProbeCadence cadence = new ProbeCadence(0);

    private static Situation quiet(double level) {
        return new Situation(false, State.CLOSED, 3, level);
    }

    @Test
    void aSeldomUsedEndpointIsProbedAtTheUsualDistance() {
        assertThat(cadence.isDue(RULES, quiet(0), 299 * SECOND)).isFalse();
        assertThat(cadence.isDue(RULES, quiet(0), 300 * SECOND)).isTrue();
        cadence.probed(true, 300 * SECOND);
        assertThat(cadence.isDue(RULES, quiet(0), 599 * SECOND)).isFalse();
    }

    @Test
    void anEndpointWithEnoughCallsOfItsOwnIsNotProbedEvenUnderSuspicion() {
        assertThat(cadence.pace(RULES, new Situation(false, State.CLOSED, 61, 0.9)))
                .isEqualTo(Pace.NONE);
        assertThat(cadence.pace(RULES, new Situation(false, State.CLOSED, 60, 0.9)))
                .isEqualTo(Pace.QUICK);
    }

    @Test
    void aBadProbeIsFollowedByQuickOnesUntilEnoughWereGood() {
        cadence.probed(false, 0);
        for (int i = 0; i < ProbeCadence.CLEARED; i++) {
            assertThat(cadence.pace(RULES, quiet(0))).isEqualTo(Pace.QUICK);
            cadence.probed(true, 0);
        }
        assertThat(cadence.pace(RULES, quiet(0))).isEqualTo(Pace.USUAL);
    }

    @Test
    void aBadAnswerToACallerCastsSuspicionUntilTheChartIsAtRest() {
        assertThat(cadence.pace(RULES, quiet(0.23))).isEqualTo(Pace.QUICK);
        for (int i = 0; i < 30; i++) {
            cadence.probed(true, 0);
        }
        assertThat(cadence.pace(RULES, quiet(0.05))).isEqualTo(Pace.QUICK);
        assertThat(cadence.pace(RULES, quiet(0))).isEqualTo(Pace.USUAL);
    }

    @Test
    void aSuspicionEndsWithoutADecisionOnceAllItsProbesAreSpent() {
        for (int i = 0; i < 50; i++) {
            assertThat(cadence.pace(RULES, quiet(0.5))).isEqualTo(Pace.QUICK);
            cadence.probed(true, 0);
        }
        assertThat(cadence.pace(RULES, quiet(0.5))).isEqualTo(Pace.USUAL);
        cadence.probed(true, 0);
        assertThat(cadence.pace(RULES, quiet(0.5))).isEqualTo(Pace.USUAL);
        cadence.probed(false, 0);
        assertThat(cadence.pace(RULES, quiet(0.6))).isEqualTo(Pace.QUICK);
    }

    @Test
    void whoOnlyLooksMovesNoSuspicion() {
        assertThat(cadence.shown(RULES, quiet(0.9))).isEqualTo(Pace.USUAL);
        assertThat(cadence.suspected()).isFalse();
        assertThat(cadence.pace(RULES, quiet(0.9))).isEqualTo(Pace.QUICK);
        assertThat(cadence.shown(RULES, quiet(0))).isEqualTo(Pace.QUICK);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void anEndpointThatComesBackIsProbedQuicklyAndOneThatRestsNotAtAll(State state) {
        Pace expected =
                switch (state) {
                    case CLOSED, HELD -> Pace.USUAL;
                    case OPEN -> Pace.NONE;
                    case HALF_OPEN, RAMP_UP -> Pace.QUICK;
                };
        assertThat(cadence.pace(RULES, new Situation(false, state, 0, 0))).isEqualTo(expected);
        assertThat(cadence.pace(RULES, new Situation(true, state, 0, 0))).isEqualTo(Pace.NONE);
    }

    @Test
    void aProbeThatFoundNoRoomIsNotFollowedByQuickOnes() {
        cadence.probed(false, 0);
        cadence.refused(0);
        assertThat(cadence.isDue(RULES, quiet(0), 299 * SECOND)).isFalse();
        assertThat(cadence.isDue(RULES, quiet(0), 300 * SECOND)).isTrue();
    }
}
