package dev.fleetward.control.incident;

import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Moment;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// Where alerts come from. Asked every few seconds, by one thread; may block for a moment.
public interface AlertSource {
    /// Its name in the log.
    String name();

    /// Every alert that holds now.
    ///
    /// @throws IOException where it cannot tell now; what it said last then still holds
    List<Alert> alerts() throws IOException;

    /// What it tells of. No other source tells of these kinds.
    Set<Alert.Kind> kinds();

    /// What happened at endpoints since it was asked last, for the time lines of their incidents.
    default List<AtEndpoint> moments() {
        return List.of();
    }

    /// Something that happened at an endpoint.
    record AtEndpoint(String endpoint, Moment moment) {}
}
