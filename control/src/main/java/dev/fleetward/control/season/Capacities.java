package dev.fleetward.control.season;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.season.Deferral;
import dev.fleetward.core.season.SeasonPlan.Outlook;
import dev.fleetward.core.season.work.Limit;
import dev.fleetward.core.season.work.Source;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Route;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What endpoints draw from, of the configuration. Stateless.
final class Capacities {
    private static final double MINUTES = 60;
    private static final double SECONDS = 3_600;
    private static final Outlook UNKNOWN = new Outlook(false, List.of());

    private Capacities() {}

    /// Pools, and endpoints without one, by name.
    ///
    /// @param outlooks by name of the endpoint
    static List<Source> of(FleetSnapshot fleet, Map<String, Outlook> outlooks) {
        Set<String> shared = shared(fleet);
        Map<String, Deferral> rules = new HashMap<>();
        for (Feature feature : fleet.features().values()) {
            Deferral rule = feature.deferral();
            if (rule != null) {
                rules.put(feature.name(), rule);
            }
        }
        Map<String, Map<String, Outlook>> members = new TreeMap<>();
        Map<String, Map<Limit, Double>> limits = new HashMap<>();
        for (Endpoint endpoint : fleet.endpoints().values()) {
            String name = drawsFrom(endpoint);
            Pool pool = endpoint.pool();
            members.computeIfAbsent(name, _ -> new HashMap<>())
                    .put(endpoint.name(), outlooks.getOrDefault(endpoint.name(), UNKNOWN));
            limits.put(name, pool == null ? Map.of() : limits(pool));
        }
        return members.entrySet().stream()
                .map(each ->
                        new Source(
                                each.getKey(),
                                limits.getOrDefault(each.getKey(), Map.of()),
                                shared.contains(each.getKey()),
                                each.getValue(),
                                rules))
                .toList();
    }

    private static Map<Limit, Double> limits(Pool pool) {
        Map<Limit, Double> limits = new EnumMap<>(Limit.class);
        put(limits, Limit.CALLS, pool.requestsPerMinute(), MINUTES);
        put(limits, Limit.INPUT, pool.inputTokensPerMinute(), MINUTES);
        put(limits, Limit.OUTPUT, pool.outputTokensPerMinute(), MINUTES);
        put(limits, Limit.TOKENS, pool.tokensPerMinute(), MINUTES);
        put(limits, Limit.AT_ONCE, pool.concurrent(), SECONDS);
        put(limits, Limit.TOKENS_AT_ONCE, pool.kvTokens(), SECONDS);
        return limits;
    }

    private static void put(
            Map<Limit, Double> limits, Limit limit, long configured, double inAnHour) {
        if (configured != Pool.UNLIMITED && configured > 0) {
            limits.put(limit, configured * inAnHour);
        }
    }

    /// The pool, or the endpoint itself where it has none.
    static String drawsFrom(Endpoint endpoint) {
        Pool pool = endpoint.pool();
        return pool == null ? "endpoint " + endpoint.name() : "pool " + pool.name();
    }

    /// What interactive features may use.
    static Set<String> shared(FleetSnapshot fleet) {
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
