package dev.fleetward.control.likeness;

import java.util.List;

/// How the watch over one endpoint's model stands. Immutable.
///
/// @param suspicion why whole answers are to be compared; empty if there is no suspicion
/// @param trouble why the last question was not answered; empty if it was
/// @param changedSinceMicros since when it is another model, or −1
public record EndpointLikeness(
        String endpoint,
        String model,
        String suspicion,
        String trouble,
        long changedSinceMicros,
        List<TrackView> tests,
        Spent spent) {
    public EndpointLikeness {
        tests = List.copyOf(tests);
    }

    public boolean isChanged() {
        return changedSinceMicros >= 0;
    }
}
