package dev.fleetward.gateway.relay;

import dev.fleetward.core.region.Zones;
import dev.fleetward.core.route.Strays;
import dev.fleetward.core.route.VersionGates;
import dev.fleetward.core.snapshot.FleetSnapshot;

/// A snapshot, and what is made of it once so that calls need not. Immutable.
record Serving(FleetSnapshot snapshot, VersionGates versions, Zones zones, Strays strays) {
    static Serving of(FleetSnapshot snapshot) {
        Zones zones = snapshot.zones();
        return new Serving(snapshot, VersionGates.of(snapshot), zones, Strays.of(snapshot, zones));
    }
}
