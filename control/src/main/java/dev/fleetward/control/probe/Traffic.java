package dev.fleetward.control.probe;

import java.io.IOException;
import java.util.Map;

/// How much the endpoints are used. Implementations are thread-safe and may block.
@FunctionalInterface
public interface Traffic {
    /// Attempts of the last hour besides probes, by endpoint; those without any may be left out.
    Map<String, Long> callsLastHour() throws IOException;
}
