package dev.fleetward.core.incident;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Route;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who depends on what, as the snapshot says. Immutable.
record Dependencies(FleetSnapshot fleet) {

    /// Whether the endpoint of `failed` may serve the feature or route of `suffering`.
    boolean serves(Subject failed, Subject suffering) {
        String endpoint = failed.endpoint();
        return endpoint != null
                && routes(suffering).stream()
                        .flatMap(route -> route.candidates().stream())
                        .anyMatch(candidate -> candidate.endpoint().name().equals(endpoint));
    }

    /// Whether both name what they ask for, and it begins with one endpoint.
    boolean sharesItsFirstEndpoint(Subject one, Subject other) {
        Set<String> first = firstEndpoints(one);
        first.retainAll(firstEndpoints(other));
        return !first.isEmpty();
    }

    /// The endpoints that the declared routes of a feature, or a route, begin with.
    Set<String> firstEndpoints(Subject suffering) {
        Set<String> first = new LinkedHashSet<>();
        Feature feature = feature(suffering);
        if (suffering.route() == null && (feature == null || feature.routes().isEmpty())) {
            return first;
        }
        for (Route route : routes(suffering)) {
            if (!route.candidates().isEmpty()) {
                first.add(route.candidates().getFirst().endpoint().name());
            }
        }
        return first;
    }

    private Set<Route> routes(Subject suffering) {
        Set<Route> routes = new LinkedHashSet<>();
        Feature feature = feature(suffering);
        for (Route route : fleet.routes().values()) {
            if (suffering.route() != null
                    ? route.name().equals(suffering.route())
                    : feature != null && feature.mayUse(route)) {
                routes.add(route);
            }
        }
        return routes;
    }

    /// Whether who deals with `known` deals with `alert`: it is of the same endpoint, it suffers
    /// from that endpoint, or, where neither is about an endpoint, the same owner answers for both.
    boolean covers(Alert known, Alert alert) {
        Subject one = known.subject();
        Subject other = alert.subject();
        if (one.endpoint() != null) {
            return other.endpoint() == null
                    ? serves(one, other)
                    : one.endpoint().equals(other.endpoint());
        }
        return other.endpoint() == null
                && (known.key().equals(alert.key())
                        || Objects.equals(suffering(one), suffering(other)));
    }

    /// Who answers for the feature, or the route, that suffers; itself if nobody does.
    private Object suffering(Subject subject) {
        Feature feature = feature(subject);
        return feature == null || feature.owner() == null ? subject : feature.owner().name();
    }

    @Nullable Endpoint endpoint(@Nullable String name) {
        return name == null ? null : fleet.endpoints().get(name);
    }

    @Nullable Feature feature(Subject subject) {
        return subject.feature() == null ? null : fleet.features().get(subject.feature());
    }
}
