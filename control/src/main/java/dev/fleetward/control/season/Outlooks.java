package dev.fleetward.control.season;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.season.Depth;
import dev.fleetward.core.season.Forecast;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Makes the plan of the hours to come out of the seasons. Hours that have to draw on all others
/// say nothing of their own, and are left out. Stateless.
public final class Outlooks {
    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    private Outlooks() {}

    public static SeasonPlan of(FleetSnapshot fleet, Seasons seasons) {
        Set<String> shared = shared(fleet);
        Map<String, ProfileKey> heaviest = Heaviest.firstTokens(seasons.weights());
        Map<String, SeasonPlan.Outlook> outlooks = new HashMap<>();
        for (Endpoint endpoint : fleet.endpoints().values()) {
            ProfileKey key = heaviest.get(endpoint.name());
            if (key == null) {
                continue;
            }
            List<SeasonPlan.Hour> hours = new ArrayList<>();
            for (Forecast.Hour hour : seasons.forecast(key).hours()) {
                if (hour.depth() != Depth.WHOLE) {
                    hours.add(
                            new SeasonPlan.Hour(
                                    hour.startMicros(),
                                    hour.startMicros() + HOUR_MICROS,
                                    hour.ratioToDay()));
                }
            }
            if (!hours.isEmpty()) {
                outlooks.put(
                        endpoint.name(),
                        new SeasonPlan.Outlook(shared.contains(drawsFrom(endpoint)), hours));
            }
        }
        return new SeasonPlan(outlooks);
    }

    /// The pool, or the endpoint itself where it has none.
    private static String drawsFrom(Endpoint endpoint) {
        Pool pool = endpoint.pool();
        return pool == null ? "endpoint " + endpoint.name() : "pool " + pool.name();
    }

    /// What interactive features may use.
    private static Set<String> shared(FleetSnapshot fleet) {
        Set<String> shared = new HashSet<>();
        for (Feature feature : fleet.features().values()) {
            if (feature.callClass() != CallClass.INTERACTIVE) {
                continue;
            }
            for (Route route : fleet.routes().values()) {
                if (feature.mayUse(route)) {
                    route.candidates()
                            .forEach(candidate -> shared.add(drawsFrom(candidate.endpoint())));
                }
            }
        }
        return shared;
    }
}
