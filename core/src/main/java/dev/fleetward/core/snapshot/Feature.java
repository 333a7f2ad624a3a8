package dev.fleetward.core.snapshot;

import dev.fleetward.core.call.CallClass;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A product feature that makes calls.
///
/// @param callClass the class of calls that declare none
/// @param tier 1 is the most important
/// @param shares by name of the pool
/// @param routes the routes that its keys may use; empty for all
/// @param objective its service level, or null if none is declared
public record Feature(
        String name,
        @Nullable Owner owner,
        CallClass callClass,
        int tier,
        Map<String, Share> shares,
        @Nullable Budget budget,
        Set<String> routes,
        @Nullable Objective objective) {

    public Feature {
        shares = Map.copyOf(shares);
        routes = Set.copyOf(routes);
    }

    public boolean mayUse(Route route) {
        return routes.isEmpty() || routes.contains(route.name());
    }
}
