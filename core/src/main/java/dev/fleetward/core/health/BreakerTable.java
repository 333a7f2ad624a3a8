package dev.fleetward.core.health;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The states of a breaker and what leads from one to another. Everything that is not here changes
/// nothing. `docs/BREAKERS.md` is drawn from it. Immutable.
public final class BreakerTable {
    /// Whether an endpoint takes calls.
    public enum State {
        CLOSED("takes calls"),
        OPEN("takes no calls for a time"),
        HALF_OPEN("takes a few calls on trial"),
        RAMP_UP("is the first choice for a growing share of its calls"),
        HELD("takes no calls until somebody acts");

        private final String meaning;

        State(String meaning) {
            this.meaning = meaning;
        }

        public String meaning() {
            return meaning;
        }

        /// The name in reports and metrics.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What happens to a breaker.
    public enum Event {
        FAILED_IN_A_ROW("several failures in a row, or no connection"),
        FAILED("one failure"),
        DEGRADED("a chart alarmed: answers became worse in meaning"),
        ASKED_TO_WAIT("the provider said when to come back"),
        ACCOUNT_REFUSED("the provider refused the credential, or the account has no credit"),
        PAUSE_OVER("the pause or the rest is over"),
        WAIT_OVER("the time that the provider asked for is over, and nothing else was wrong"),
        TRIALS_PASSED("enough trial calls went well"),
        TRIAL_FAILED("a trial call failed"),
        TRIAL_FLAWED("a trial call's answer was bad in meaning, after a rest"),
        STAGE_PASSED("the share was served well"),
        LAST_STAGE_PASSED("the last share was served well"),
        PROBE_PASSED("a probe was answered well"),
        CREDENTIAL_CHANGED("the configuration has another credential"),
        RESET("an operator closed it");

        private final String meaning;

        Event(String meaning) {
            this.meaning = meaning;
        }

        public String meaning() {
            return meaning;
        }

        /// The name in reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What is done on the way.
    public enum Action {
        BACK_OFF("pause, twice as long each time"),
        REST("rest for minutes, twice as long each time"),
        REST_ON(
                "rest on, at least for a pause, twice as long each time, in which it is no last resort"),
        WAIT("wait exactly that long"),
        WAIT_ON("wait at least that long"),
        HOLD("wait for somebody, and page"),
        TRY("allow trial calls"),
        RAMP("begin with the smallest share"),
        GROW("take the next share"),
        SERVE("serve all calls; pauses are short again"),
        FORGET("serve all calls; forget what was wrong");

        private final String meaning;

        Action(String meaning) {
            this.meaning = meaning;
        }

        public String meaning() {
            return meaning;
        }
    }

    /// Where an event leads, and what is done.
    public record Step(State to, Action action) {}

    private static final Map<State, Map<Event, Step>> STEPS = steps();

    private BreakerTable() {}

    private static Map<State, Map<Event, Step>> steps() {
        Map<State, Map<Event, Step>> steps = new EnumMap<>(State.class);
        for (State state : State.values()) {
            steps.put(state, new EnumMap<>(Event.class));
        }

        Map<Event, Step> closed = of(steps, State.CLOSED);
        closed.put(Event.FAILED_IN_A_ROW, new Step(State.OPEN, Action.BACK_OFF));
        closed.put(Event.DEGRADED, new Step(State.OPEN, Action.REST));
        closed.put(Event.ASKED_TO_WAIT, new Step(State.OPEN, Action.WAIT));
        closed.put(Event.ACCOUNT_REFUSED, new Step(State.HELD, Action.HOLD));

        Map<Event, Step> open = of(steps, State.OPEN);
        open.put(Event.PAUSE_OVER, new Step(State.HALF_OPEN, Action.TRY));
        open.put(Event.WAIT_OVER, new Step(State.CLOSED, Action.SERVE));
        open.put(Event.ASKED_TO_WAIT, new Step(State.OPEN, Action.WAIT_ON));
        // Only where it serves as a last resort while it rests.
        open.put(Event.FAILED_IN_A_ROW, new Step(State.OPEN, Action.REST_ON));
        open.put(Event.ACCOUNT_REFUSED, new Step(State.HELD, Action.HOLD));
        open.put(Event.RESET, new Step(State.CLOSED, Action.FORGET));

        Map<Event, Step> halfOpen = of(steps, State.HALF_OPEN);
        halfOpen.put(Event.TRIALS_PASSED, new Step(State.RAMP_UP, Action.RAMP));
        halfOpen.put(Event.TRIAL_FAILED, new Step(State.OPEN, Action.BACK_OFF));
        halfOpen.put(Event.TRIAL_FLAWED, new Step(State.OPEN, Action.REST));
        halfOpen.put(Event.ASKED_TO_WAIT, new Step(State.OPEN, Action.WAIT));
        halfOpen.put(Event.ACCOUNT_REFUSED, new Step(State.HELD, Action.HOLD));
        halfOpen.put(Event.RESET, new Step(State.CLOSED, Action.FORGET));

        Map<Event, Step> rampUp = of(steps, State.RAMP_UP);
        rampUp.put(Event.STAGE_PASSED, new Step(State.RAMP_UP, Action.GROW));
        rampUp.put(Event.LAST_STAGE_PASSED, new Step(State.CLOSED, Action.SERVE));
        rampUp.put(Event.FAILED, new Step(State.OPEN, Action.BACK_OFF));
        rampUp.put(Event.FAILED_IN_A_ROW, new Step(State.OPEN, Action.BACK_OFF));
        rampUp.put(Event.DEGRADED, new Step(State.OPEN, Action.REST));
        rampUp.put(Event.ASKED_TO_WAIT, new Step(State.OPEN, Action.WAIT));
        rampUp.put(Event.ACCOUNT_REFUSED, new Step(State.HELD, Action.HOLD));
        rampUp.put(Event.RESET, new Step(State.CLOSED, Action.FORGET));

        Map<Event, Step> held = of(steps, State.HELD);
        held.put(Event.PROBE_PASSED, new Step(State.HALF_OPEN, Action.TRY));
        held.put(Event.CREDENTIAL_CHANGED, new Step(State.HALF_OPEN, Action.TRY));
        held.put(Event.RESET, new Step(State.CLOSED, Action.FORGET));
        Map<State, Map<Event, Step>> all = new EnumMap<>(State.class);
        steps.forEach((state, known) -> all.put(state, Map.copyOf(known)));
        return Map.copyOf(all);
    }

    private static Map<Event, Step> of(Map<State, Map<Event, Step>> steps, State state) {
        Map<Event, Step> known = steps.get(state);
        if (known == null) {
            throw new AssertionError(state);
        }
        return known;
    }

    /// What an event does in a state; null where it changes nothing.
    public static @Nullable Step step(State state, Event event) {
        return of(STEPS, state).get(event);
    }
}
