package dev.fleetward.gateway.relay;

import dev.fleetward.core.region.Zones;
import dev.fleetward.core.route.VersionGates;
import dev.fleetward.core.snapshot.FleetSnapshot;

/// A snapshot, and what is made of it once so that calls need not. Immutable.
record Serving(FleetSnapshot snapshot, VersionGates versions, Zones zones) {
    static Serving of(FleetSnapshot snapshot) {
        return new Serving(snapshot, VersionGates.of(snapshot), snapshot.zones());
    }
}
