package dev.fleetward.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.health.BreakerTable.Action;
import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.BreakerTable.State;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BreakerTableTest {
    /// What comes about without anybody acting: time passes, calls are made.
    private static final Set<Event> BY_ITSELF =
            EnumSet.complementOf(
                    EnumSet.of(Event.RESET, Event.CREDENTIAL_CHANGED, Event.PROBE_PASSED));

    @Test
    void everyStateButHeldHasAWayOutByItself() {
        for (State state : State.values()) {
            boolean leaves =
                    BY_ITSELF.stream()
                            .map(event -> BreakerTable.step(state, event))
                            .anyMatch(step -> step != null && step.to() != state);
            assertThat(leaves).as("%s", state).isEqualTo(state != State.HELD);
        }
    }

    @Test
    void anOperatorClosesWhateverIsNotClosed() {
        for (State state : State.values()) {
            if (state != State.CLOSED) {
                assertThat(BreakerTable.step(state, Event.RESET))
                        .isEqualTo(new BreakerTable.Step(State.CLOSED, Action.FORGET));
            }
        }
    }

    @Test
    void aRefusedAccountHoldsFromWhateverState() {
        for (State state : State.values()) {
            if (state != State.HELD) {
                assertThat(BreakerTable.step(state, Event.ACCOUNT_REFUSED))
                        .isEqualTo(new BreakerTable.Step(State.HELD, Action.HOLD));
            }
        }
    }

    @Test
    void everyStateCanBeReachedAndEveryEventAndActionIsUsed() {
        Set<State> reached = EnumSet.of(State.CLOSED);
        Set<Event> events = EnumSet.noneOf(Event.class);
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (State state : State.values()) {
            for (Event event : Event.values()) {
                var step = BreakerTable.step(state, event);
                if (step != null) {
                    reached.add(step.to());
                    events.add(event);
                    actions.add(step.action());
                }
            }
        }

        assertThat(reached).containsExactlyInAnyOrder(State.values());
        assertThat(events).containsExactlyInAnyOrder(Event.values());
        assertThat(actions).containsExactlyInAnyOrder(Action.values());
    }
}
