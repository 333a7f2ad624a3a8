package dev.fleetward.gateway.relay;

import dev.fleetward.core.route.Hedging;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What each route that hedges knows of its first tokens and has left to spend. Thread-safe.
final class Hedgings {
    private volatile Map<String, Hedging> byRoute = Map.of();

    /// Takes over which routes hedge, and which of them not for now. What is known of those that go
    /// on stands.
    void adopt(FleetSnapshot next) {
        Map<String, Hedging> known = byRoute;
        Map<String, Hedging> kept = new HashMap<>();
        next.routes()
                .forEach((name, route) -> {
                    Resilience.Hedge declared = route.resilience().hedge();
                    if (declared != null) {
                        Hedging hedging = known.get(name);
                        if (hedging == null) {
                            hedging = new Hedging(declared.extraInput());
                        }
                        hedging.adopt(
                                declared.extraInput(),
                                next.directives().withoutHedges().contains(name));
                        kept.put(name, hedging);
                    }
                });
        byRoute = Map.copyOf(kept);
    }

    /// Null where the route does not hedge.
    @Nullable Hedging of(Route route) {
        return route.resilience().hedge() == null ? null : byRoute.get(route.name());
    }
}
