package dev.fleetward.control.region;

import dev.fleetward.control.ledger.History;
import dev.fleetward.control.ledger.LedgerListener;
import dev.fleetward.control.operations.StrayDesk;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.region.Sighting;
import dev.fleetward.core.region.Zones;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Tells which endpoints answer from outside the zones of their calls, and which are back inside
/// their own, at every event that the ledger takes: what the gateway could not hold back because
/// the provider named its region at the end of a stream, and what it did. What a log tells later
/// comes as a finding. Thread-safe.
public final class ZoneWatch implements LedgerListener {
    private final Supplier<FleetSnapshot> fleet;
    private final StrayDesk strays;
    private volatile Configured configured;

    private record Configured(FleetSnapshot snapshot, Zones zones) {
        static Configured of(FleetSnapshot snapshot) {
            return new Configured(snapshot, snapshot.zones());
        }
    }

    public ZoneWatch(Supplier<FleetSnapshot> fleet, StrayDesk strays) {
        this.fleet = fleet;
        this.strays = strays;
        this.configured = Configured.of(fleet.get());
    }

    private Configured configured() {
        FleetSnapshot now = fleet.get();
        Configured known = configured;
        if (known.snapshot != now) {
            known = Configured.of(now);
            configured = known;
        }
        return known;
    }

    /// What a process that was killed did not tell is found by the watch over regions.
    @Override
    public void greeted(History history) {
        history.close();
    }

    @Override
    public void taken(CallEvent event) {
        String region = event.served().region();
        if (region == null) {
            return;
        }
        Configured now = configured();
        Sighting seen = Sightings.of(event, CallsInLedger.zones(now.snapshot, event)).orElse(null);
        if (seen == null) {
            return;
        }
        String name = seen.identity().endpoint();
        if (now.zones.forbids(region, seen.zones())) {
            strays.left(name, region, seen.call().toString(), seen.wallMicros());
        } else if (strays.isOut(name) && isInside(now, name, region)) {
            strays.within(name, seen.wallMicros());
        }
    }

    private static boolean isInside(Configured now, String name, String region) {
        Endpoint endpoint = now.snapshot.endpoints().get(name);
        String zone = endpoint == null ? null : endpoint.zone();
        return zone != null && now.zones.standing(region, Set.of(zone)) == Zones.Standing.INSIDE;
    }

    /// What the watch over regions found and kept.
    public void found(List<KeptFinding> findings) {
        for (KeptFinding each : findings) {
            boolean counts =
                    switch (each.kind()) {
                        case OUTSIDE -> true;
                        case UNPROVEN -> configured().zones.isStrict();
                        case APPEARED, MIXES, DIFFERS, RETURNED, BUILD, LABEL, UNLIKE, FULL ->
                                false;
                    };
            if (counts) {
                strays.left(
                        each.cell().endpoint(), each.version(), each.callId(), each.wallMicros());
            }
        }
    }

    @Override
    public void upToDate(long nanos) {}
}
