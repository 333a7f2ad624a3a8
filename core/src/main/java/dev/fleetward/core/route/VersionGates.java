package dev.fleetward.core.route;

import dev.fleetward.core.region.Promotions;
import dev.fleetward.core.region.VersionGate;
import dev.fleetward.core.region.VersionPolicy;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
                                policy(route, snapshot.directives()),
                                candidates(route),
                                snapshot.versions(),
                                snapshot.directives()
                                        .versions()
                                        .getOrDefault(route.name(), Promotions.NONE)));
            }
        }
        return new VersionGates(gates);
    }

    private static VersionPolicy policy(Route route, Directives directives) {
        return directives.frozen().contains(route.name())
                ? route.versions().withoutCanary()
                : route.versions();
    }

    private static List<VersionGate.Candidate> candidates(Route route) {
        return route.candidates().stream()
                .map(Route.Candidate::endpoint)
                .map(it -> new VersionGate.Candidate(it.name(), it.model(), it.lineage()))
                .toList();
    }

    /// Null for a route that any version may serve, such as one that is made for a probe.
    public @Nullable VersionGate of(Route route) {
        return route.versions() instanceof VersionPolicy.Any ? null : gates.get(route.name());
    }

    /// By endpoint, which routes keep calls from it for its version and why, a phrase each.
    public Map<String, List<String>> held() {
        Map<String, List<String>> held = new TreeMap<>();
        new TreeMap<>(gates)
                .forEach((route, gate) ->
                        gate.held()
                                .forEach(it ->
                                        held.computeIfAbsent(
                                                        it.endpoint(), name -> new ArrayList<>())
                                                .add(
                                                        "held by route "
                                                                + route
                                                                + ": "
                                                                + it.reason())));
        return held;
    }
}
