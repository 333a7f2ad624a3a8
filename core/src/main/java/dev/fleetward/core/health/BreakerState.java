package dev.fleetward.core.health;

import dev.fleetward.core.health.BreakerTable.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What outlives a restart of one endpoint's health. Immutable. Times are wall time, since no other
/// outlives a process; where the clock jumped, a pause is at most as long as the longest.
///
/// @param outage why calls did not get through; null if they did since it last served all its calls
/// @param untilWallMicros when an open breaker may take calls again
/// @param credential a print of the credential under which this was learned
public record BreakerState(
        String endpoint,
        State state,
        @Nullable Cause cause,
        String words,
        @Nullable String outage,
        long sinceWallMicros,
        long troubleSinceWallMicros,
        long untilWallMicros,
        int openings,
        int rests,
        @Nullable Degraded degraded,
        List<Memory> symptoms,
        String credential) {

    /// The chart of one symptom, where it holds anything.
    ///
    /// @param level from 0 to 1, where it alarms
    /// @param learned the usual rate that the endpoint's past taught; −1 if nothing yet
    public record Memory(Symptom symptom, double level, double learned) {}

    public BreakerState {
        symptoms = List.copyOf(symptoms);
    }
}
