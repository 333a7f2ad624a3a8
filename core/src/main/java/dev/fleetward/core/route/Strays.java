package dev.fleetward.core.route;

import dev.fleetward.core.region.Zones;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// From which calls endpoints are kept because they answered from elsewhere. Immutable; made once
/// for a snapshot.
public final class Strays {
    private final Map<String, Set<String>> regions;
    private final Zones zones;

    private Strays(Map<String, Set<String>> regions, Zones zones) {
        this.regions = regions;
        this.zones = zones;
    }

    public static Strays of(FleetSnapshot snapshot, Zones zones) {
        return new Strays(snapshot.directives().strayed(), zones);
    }

    /// The region from where an endpoint lately answered and where a call may not be served; empty
    /// where there is none.
    ///
    /// @param residency where the call may be served, by all that binds it
    public Optional<String> from(Endpoint endpoint, Residency residency) {
        Set<String> strayed = regions.get(endpoint.name());
        if (strayed == null || residency.isAnywhere()) {
            return Optional.empty();
        }
        Set<String> allowed = Set.copyOf(residency.zones());
        return strayed.stream()
                .filter(region -> zones.forbids(region, allowed))
                .sorted()
                .findFirst();
    }
}
