package dev.fleetward.core.health;

import dev.fleetward.core.health.BreakerTable.State;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is known of an endpoint's health now. Immutable.
///
/// @param cause why it is not closed; null if it is
/// @param words what led to its state, for people; empty if it is closed
/// @param outage why calls did not get through; empty if they did since it last served all its
///   calls
/// @param stateSinceWallMicros since when it is in this state; 0 if it always was
/// @param troubleSinceWallMicros since when not all is well; 0 if it is
/// @param remainingNanos until it may take calls again; 0 if it takes some, and where nobody knows
/// @param openings how often it opened since calls last got through for good
/// @param rests how often it had to rest since its answers were last as usual
/// @param share for how much of its calls it is the first choice, in percent
/// @param degraded what its answers suffer from, until the symptom is gone; or null
public record HealthView(
        State state,
        @Nullable Cause cause,
        String words,
        String outage,
        long stateSinceWallMicros,
        long troubleSinceWallMicros,
        long remainingNanos,
        int openings,
        int rests,
        int trialsUnderWay,
        int trialsPassed,
        int share,
        @Nullable Degraded degraded,
        List<SymptomView> symptoms) {

    /// The chart of one symptom.
    ///
    /// @param level from 0 to 1, where it alarms
    /// @param seen the rate since the level was last 0
    /// @param calls from how many calls that is known
    /// @param expected the endpoint's usual rate
    /// @param alarms how often it has alarmed since the start
    public record SymptomView(
            Symptom symptom, double level, double seen, long calls, double expected, long alarms) {}

    /// All is well, and nothing was ever wrong.
    public static final HealthView WELL =
            new HealthView(State.CLOSED, null, "", "", 0, 0, 0, 0, 0, 0, 0, 100, null, List.of());

    public HealthView {
        symptoms = List.copyOf(symptoms);
    }

    /// A few words for a table; empty if all calls may go there.
    public String standing() {
        return switch (state) {
            case CLOSED -> "";
            case OPEN ->
                    String.format(
                            Locale.ROOT,
                            "open for %.1f s: %s",
                            remainingNanos / 1e9,
                            cause == null ? words : cause.meaning());
            case HALF_OPEN -> "on trial, " + trialsPassed + " passed";
            case RAMP_UP -> "coming back, " + share + "%";
            case HELD -> "held: " + (cause == null ? words : cause.meaning());
        };
    }

    /// Whether calls may go there that have another choice.
    public boolean takesCalls() {
        return state != State.OPEN && state != State.HELD;
    }
}
