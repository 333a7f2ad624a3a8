package dev.fleetward.core.route;

import dev.fleetward.core.region.Promotions;
import dev.fleetward.core.region.VersionGate;
import dev.fleetward.core.region.VersionPolicy;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The version policies of a fleet's routes, applied to what is known of its endpoints. Immutable;
/// made once for a snapshot.
public final class VersionGates {
    /// Of the routes alone that have a policy.
    private final Map<String, VersionGate> gates;

    private VersionGates(Map<String, VersionGate> gates) {
        this.gates = Map.copyOf(gates);
    }

    public static VersionGates of(FleetSnapshot snapshot) {
        Map<String, VersionGate> gates = new HashMap<>();
        for (Route route : snapshot.routes().values()) {
            if (!(route.versions() instanceof VersionPolicy.Any)) {
                gates.put(
                        route.name(),
                        VersionGate.of(
                                route.versions(),
                                candidates(route),
                                snapshot.versions(),
                                snapshot.directives()
                                        .versions()
                                        .getOrDefault(route.name(), Promotions.NONE)));
            }
        }
        return new VersionGates(gates);
    }

    private static List<VersionGate.Candidate> candidates(Route route) {
        return route.candidates().stream()
                .map(Route.Candidate::endpoint)
                .map(it -> new VersionGate.Candidate(it.name(), it.model()))
                .toList();
    }

    /// Null for a route that any version may serve.
    public @Nullable VersionGate of(String route) {
        return gates.get(route);
    }
}
