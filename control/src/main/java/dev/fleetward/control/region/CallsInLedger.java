package dev.fleetward.control.region;

import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.QueryRefused;
import dev.fleetward.control.ledger.ServedCall;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.region.Identity;
import dev.fleetward.core.region.RegionFinding;
import dev.fleetward.core.region.Sighting;
import dev.fleetward.core.region.Zones;
import dev.fleetward.core.region.Zones.Standing;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Single calls out of the ledger, and where calls may be served. Thread-safe; asking blocks.
final class CallsInLedger {
    private final Ledger ledger;
    private final Supplier<FleetSnapshot> fleet;

    CallsInLedger(Ledger ledger, Supplier<FleetSnapshot> fleet) {
        this.ledger = ledger;
        this.fleet = fleet;
    }

    /// The attempts that providers gave these ids.
    List<Sighting> of(Collection<String> requestIds) throws IOException {
        FleetSnapshot snapshot = fleet.get();
        List<Sighting> seen = new ArrayList<>();
        try {
            for (ServedCall each : ledger.requests(List.copyOf(requestIds))) {
                Sighting sighting = sighting(each, snapshot);
                if (sighting != null) {
                    seen.add(sighting);
                }
            }
        } catch (QueryRefused away) {
            throw new IOException(away.getMessage(), away);
        }
        return seen;
    }

    /// Which of these were served outside the zones that may serve them.
    static List<RegionFinding> outside(
            List<ServedCall> calls, FleetSnapshot snapshot, Zones zones) {
        List<RegionFinding> outside = new ArrayList<>();
        for (ServedCall call : calls) {
            Sighting seen = sighting(call, snapshot);
            String served = call.regionServed();
            if (seen == null || served == null) {
                continue;
            }
            Standing standing = zones.standing(served, seen.zones());
            if (standing == Standing.OUTSIDE || standing == Standing.UNPROVEN) {
                outside.add(
                        new RegionFinding.ServedOutsideZone(
                                seen.identity().cell(),
                                seen.feature(),
                                seen.zones().stream().sorted().toList(),
                                served,
                                standing == Standing.OUTSIDE,
                                seen.requestId(),
                                seen.wallMicros(),
                                seen.call()));
            }
        }
        return outside.reversed();
    }

    private static @Nullable Sighting sighting(ServedCall call, FleetSnapshot snapshot) {
        CallId id = CallId.parse(call.callId()).orElse(null);
        return id == null
                ? null
                : new Sighting(
                        new Identity(
                                call.provider(),
                                call.account(),
                                call.endpoint(),
                                call.regionAsked(),
                                call.regionServed(),
                                call.modelSent(),
                                call.modelServed(),
                                call.fingerprint()),
                        call.wallMicros(),
                        id,
                        call.requestId(),
                        call.feature(),
                        zones(snapshot, call.feature(), call.route(), call.fallbackOf()),
                        false);
    }

    /// Where a call may be served, by what is configured now; empty for anywhere.
    static Set<String> zones(FleetSnapshot snapshot, CallEvent event) {
        return zones(
                snapshot,
                event.who().feature(),
                event.target().route(),
                event.target().fallbackOf());
    }

    private static Set<String> zones(
            FleetSnapshot snapshot,
            String featureName,
            @Nullable String route,
            @Nullable String fallbackOf) {
        Residency residency = Residency.ANYWHERE;
        Feature feature = snapshot.features().get(featureName);
        if (feature != null) {
            residency = residency.within(feature.zones());
        }
        residency = within(residency, snapshot, route);
        residency = within(residency, snapshot, fallbackOf);
        return residency.isAnywhere() ? Set.of() : Set.copyOf(residency.zones());
    }

    private static Residency within(
            Residency residency, FleetSnapshot snapshot, @Nullable String name) {
        Route route = name == null ? null : snapshot.routes().get(name);
        return route == null ? residency : residency.within(route.resilience().zones());
    }
}
