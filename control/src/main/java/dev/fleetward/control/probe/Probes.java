package dev.fleetward.control.probe;

import java.util.List;

/// How endpoints are probed. Implementations are thread-safe.
public interface Probes {
    /// Whether probes are wanted.
    boolean isOn();

    /// All endpoints, by name.
    List<EndpointProbes> endpoints();
}
