package dev.fleetward.core.snapshot;

import dev.fleetward.core.call.CallClass;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A product feature that makes calls. Immutable.
///
/// @param callClass the class of calls that declare none
/// @param tier 1 is the most important
/// @param shares by name of the pool; see [#share]
/// @param routes the routes that its keys may use; empty for all
/// @param objective its service level, or null if none is declared
/// @param parallel how many of its calls may be under way at once
/// @param queue how many of its calls may wait
/// @param zones the only residency zones that may serve it; empty for all
/// @param expectations what it expects of its answers
/// @param onBurn what is done while it burns its error budget at a rate that pages
public record Feature(
        String name,
        @Nullable Owner owner,
        CallClass callClass,
        int tier,
        Map<String, Share> shares,
        @Nullable Budget budget,
        Set<String> routes,
        @Nullable Objective objective,
        Parallel parallel,
        QueueBounds queue,
        Set<String> zones,
        Expectations expectations,
        Set<BurnAction> onBurn) {

    /// The feature whose calls the fleet's own probes are; no other may have its name.
    public static final String PROBES = "fleetward-probes";

    /// The feature of the fleet's questions about its models' behaviour.
    public static final String BEHAVIOUR = "fleetward-behaviour";

    /// A feature without caps of its own.
    public Feature(
            String name,
            @Nullable Owner owner,
            CallClass callClass,
            int tier,
            Map<String, Share> shares,
            @Nullable Budget budget,
            Set<String> routes,
            @Nullable Objective objective) {
        this(
                name,
                owner,
                callClass,
                tier,
                shares,
                budget,
                routes,
                objective,
                Parallel.DEFAULT,
                QueueBounds.DEFAULT);
    }

    /// A feature that may be served anywhere and expects what most do.
    public Feature(
            String name,
            @Nullable Owner owner,
            CallClass callClass,
            int tier,
            Map<String, Share> shares,
            @Nullable Budget budget,
            Set<String> routes,
            @Nullable Objective objective,
            Parallel parallel,
            QueueBounds queue) {
        this(
                name,
                owner,
                callClass,
                tier,
                shares,
                budget,
                routes,
                objective,
                parallel,
                queue,
                Set.of(),
                Expectations.DEFAULT,
                Set.of());
    }

    public boolean isOfProbes() {
        return name.equals(PROBES);
    }

    public Feature {
        shares = Map.copyOf(shares);
        routes = Set.copyOf(routes);
        zones = Set.copyOf(zones);
        onBurn = Set.copyOf(onBurn);
    }

    /// What it has in a pool, declared or not.
    public Share share(String pool) {
        return shares.getOrDefault(pool, Share.DEFAULT);
    }

    public boolean mayUse(Route route) {
        return routes.isEmpty() || routes.contains(route.name());
    }
}
