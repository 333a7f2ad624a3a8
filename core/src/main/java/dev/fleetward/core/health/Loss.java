package dev.fleetward.core.health;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What routes have left without one endpoint: those of their own endpoints, and of their
/// fallback's, that take calls and lie in the residency zones of the route and of who asks.
/// Immutable.
///
/// @param health by endpoint
record Loss(FleetSnapshot fleet, Map<String, HealthView> health, Endpoint lost) {

    /// The first route, by name, of which nothing is left for somebody who may use it; null if
    /// something serves everybody.
    @Nullable String unserved() {
        return first(_ -> true, 0);
    }

    /// The first route, by name, of an interactive or a standard feature of which one endpoint is
    /// left, or none; null if all of them have a stand-in for what is left.
    @Nullable String bare() {
        return first(
                feature ->
                        feature.callClass() == CallClass.INTERACTIVE
                                || feature.callClass() == CallClass.STANDARD,
                1);
    }

    private @Nullable String first(Predicate<Feature> whose, int most) {
        List<Feature> features =
                fleet.features().values().stream()
                        .filter(feature -> !feature.isOfProbes() && whose.test(feature))
                        .toList();
        return fleet.routes().values().stream()
                .filter(route ->
                        (most == 0 && isLeft(route, Set.of(), most))
                                || features.stream()
                                        .filter(feature -> feature.mayUse(route))
                                        .anyMatch(feature -> isLeft(route, feature.zones(), most)))
                .map(Route::name)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /// Whether the route uses the endpoint and has at most so many others.
    private boolean isLeft(Route route, Set<String> zones, int most) {
        Set<String> others = new HashSet<>();
        boolean used = reach(route, List.of(zones, route.resilience().zones()), others);
        Resilience.Fallback fallback = route.resilience().fallback();
        Route to = fallback == null ? null : fleet.routes().get(fallback.route());
        if (to != null) {
            used |=
                    reach(
                            to,
                            List.of(zones, route.resilience().zones(), to.resilience().zones()),
                            others);
        }
        return used && others.size() <= most;
    }

    private boolean reach(Route route, List<Set<String>> zones, Set<String> others) {
        boolean used = false;
        for (Route.Candidate candidate : route.candidates()) {
            Endpoint endpoint = candidate.endpoint();
            if (zones.stream().allMatch(each -> liesIn(each, endpoint))) {
                if (endpoint.name().equals(lost.name())) {
                    used = true;
                } else if (isWell(endpoint)) {
                    others.add(endpoint.name());
                }
            }
        }
        return used;
    }

    private static boolean liesIn(Set<String> zones, Endpoint endpoint) {
        return zones.isEmpty() || (endpoint.zone() != null && zones.contains(endpoint.zone()));
    }

    private boolean isWell(Endpoint endpoint) {
        return !fleet.stopped(endpoint)
                && health.getOrDefault(endpoint.name(), HealthView.WELL).takesCalls();
    }
}
