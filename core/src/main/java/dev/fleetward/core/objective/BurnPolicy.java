package dev.fleetward.core.objective;

import dev.fleetward.core.objective.Holder.Kind;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.snapshot.BurnAction;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What is done by itself about features that burn a budget at a rate that pages, and for [#HOLD]
/// after that was last so. Immutable.
///
/// @param directives for the gateway
/// @param frozen features that ask that nothing new be rolled out
public record BurnPolicy(Directives directives, Set<String> frozen) {
    /// How long it goes on after the alarm went off, so that what helps is not given up at once.
    public static final Duration HOLD = Duration.ofMinutes(5);

    public static final BurnPolicy NONE = new BurnPolicy(Directives.NONE, Set.of());

    public BurnPolicy {
        frozen = Set.copyOf(frozen);
    }

    /// What holds at a moment, in wall microseconds. A clock that is put back ends the hold.
    public static BurnPolicy of(FleetSnapshot fleet, List<Standing> standings, long nowMicros) {
        Set<String> shed = new TreeSet<>();
        Set<String> preferred = new TreeSet<>();
        Set<String> frozen = new TreeSet<>();
        for (Standing standing : standings) {
            Holder holder = standing.level().holder();
            Feature feature =
                    holder.kind() == Kind.FEATURE ? fleet.features().get(holder.name()) : null;
            if (feature == null || !holds(standing, nowMicros)) {
                continue;
            }
            for (BurnAction action : feature.onBurn()) {
                switch (action) {
                    case SHED_BATCH -> shed.addAll(pools(fleet, feature));
                    case PREFER_FALLBACK ->
                            routes(fleet, feature, route -> hasFallback(fleet, feature, route))
                                    .forEach(route -> preferred.add(route.name()));
                    case FREEZE -> frozen.add(feature.name());
                }
            }
        }
        return shed.isEmpty() && preferred.isEmpty() && frozen.isEmpty()
                ? NONE
                : new BurnPolicy(new Directives(Set.of(), preferred, shed), frozen);
    }

    private static boolean holds(Standing standing, long nowMicros) {
        if (standing.pages()) {
            return true;
        }
        long paged = standing.pagedMicros();
        return paged <= nowMicros && paged > nowMicros - HOLD.toNanos() / 1_000;
    }

    /// Those of its routes; of a feature that may use any route, those in which it has a share, and
    /// all if it has none.
    private static Set<String> pools(FleetSnapshot fleet, Feature feature) {
        if (feature.routes().isEmpty() && !feature.shares().isEmpty()) {
            return feature.shares().keySet();
        }
        Set<String> pools = new TreeSet<>();
        for (Route route : routes(fleet, feature, _ -> true)) {
            for (Route.Candidate candidate : route.candidates()) {
                Endpoint endpoint = candidate.endpoint();
                if (endpoint.pool() != null) {
                    pools.add(endpoint.pool().name());
                }
            }
        }
        return pools;
    }

    /// Whether there is a fallback that may serve the feature's calls of this route.
    private static boolean hasFallback(FleetSnapshot fleet, Feature feature, Route route) {
        Resilience.Fallback fallback = route.resilience().fallback();
        Route other = fallback == null ? null : fleet.routes().get(fallback.route());
        return other != null
                && Residency.ANYWHERE
                        .within(feature.zones())
                        .within(route.resilience().zones())
                        .allowsAny(other);
    }

    private static List<Route> routes(
            FleetSnapshot fleet, Feature feature, Predicate<Route> which) {
        return fleet.routes().values().stream().filter(feature::mayUse).filter(which).toList();
    }
}
