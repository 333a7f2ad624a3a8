package dev.fleetward.control.admin;

import dev.fleetward.control.incident.Complaints;
import dev.fleetward.control.incident.Evidence;
import dev.fleetward.control.incident.IncidentDesk;
import dev.fleetward.control.incident.Incidents;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.List;

/// Incidents of a fleet that nobody asks for alerts. Stateless.
final class NoIncidents {
    private NoIncidents() {}

    static Incidents in(ControlStore store, Clock clock) {
        try {
            store.awaitOpen(Duration.ofSeconds(60));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return new Incidents(
                new IncidentDesk(
                        store, clock, () -> null, List::of, List.of(), IncidentPolicy.DEFAULT),
                new Evidence(_ -> List.of(), (_, _) -> List.of()),
                new Complaints(store, clock));
    }
}
