package dev.fleetward.core.incident;

import java.util.List;

/// What came of a person's wish about an incident.
public sealed interface Handling {
    /// It was done.
    record Done(List<Change> changes) implements Handling {
        public Done {
            changes = List.copyOf(changes);
        }
    }

    /// No incident has that number, or it is so long over that only the store knows it.
    record Unknown() implements Handling {}

    /// It cannot be done; `why` is for the person.
    record Refused(String why) implements Handling {}
}
