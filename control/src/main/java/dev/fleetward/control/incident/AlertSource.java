package dev.fleetward.control.incident;

import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Moment;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/// Where alerts come from. Asked every few seconds, by one thread; may block for a moment.
public interface AlertSource {
    /// Its name in the log.
    String name();

    /// Every alert that holds now.
    ///
    /// @throws IOException where it cannot tell now; what it said last then still holds
    List<Alert> alerts() throws IOException;

    /// What happened at endpoints since it was asked last, for the time lines of their incidents.
    default List<AtEndpoint> moments() {
        return List.of();
    }

    /// One that is asked without any trouble, and knows of no moments.
    static AlertSource of(String name, Supplier<List<Alert>> alerts) {
        return new AlertSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Alert> alerts() {
                return alerts.get();
            }
        };
    }

    /// Something that happened at an endpoint.
    record AtEndpoint(String endpoint, Moment moment) {}
}
