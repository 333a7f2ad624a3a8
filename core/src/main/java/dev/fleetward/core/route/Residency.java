package dev.fleetward.core.route;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a call may be served: in the zones of its feature, and of those in the zones of every
/// route that it takes. An endpoint without a zone is outside every zone. Immutable.
public final class Residency {
    public static final Residency ANYWHERE = new Residency(null);

    /// Null for anywhere.
    private final @Nullable Set<String> zones;

    private Residency(@Nullable Set<String> zones) {
        this.zones = zones;
    }

    /// The part of it that lies in these zones; all of it where none are named. Asked several times
    /// per call: makes nothing where neither side names zones, or both the same.
    public Residency within(Set<String> others) {
        if (others.isEmpty() || (zones != null && others.containsAll(zones))) {
            return this;
        }
        if (zones == null) {
            return new Residency(Set.copyOf(others)); // Copies nothing of a snapshot.
        }
        Set<String> both = new HashSet<>(others);
        both.retainAll(zones);
        return new Residency(both);
    }

    public boolean allows(Endpoint endpoint) {
        return zones == null || (endpoint.zone() != null && zones.contains(endpoint.zone()));
    }

    /// Whether any endpoint of the route may serve, in whatever state it is.
    public boolean allowsAny(Route route) {
        Residency both = within(route.resilience().zones());
        return route.candidates().stream().anyMatch(it -> both.allows(it.endpoint()));
    }

    /// Whether any endpoint of `fallback` may serve calls of `route`.
    public static boolean mayFallBack(Route route, Route fallback) {
        return ANYWHERE.within(route.resilience().zones()).allowsAny(fallback);
    }

    public boolean isAnywhere() {
        return zones == null;
    }

    /// The zones by name; none where it is anywhere, and where it is nowhere.
    public List<String> zones() {
        return zones == null ? List.of() : zones.stream().sorted().toList();
    }
}
