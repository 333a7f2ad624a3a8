package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.unit.Percent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What only shows when the whole fleet is looked at. Confined to one load.
final class FleetChecks {
    private final Findings findings;

    FleetChecks(Findings findings) {
        this.findings = findings;
    }

    /// What features reserve of one pool must not be more than the pool.
    void reservations(Map<String, FeatureConfig> features) {
        Map<String, Long> reserved = new HashMap<>();
        for (FeatureConfig feature : features.values()) {
            feature.shares()
                    .forEach((pool, share) ->
                            reserved.merge(
                                    pool,
                                    (long) share.reserve().partsPerMillion(),
                                    Math::addExact));
        }
        reserved.forEach((pool, parts) -> {
            String path = Findings.path("pools", pool);
            if (parts > Percent.HUNDRED.partsPerMillion() && findings.names(path)) {
                Percent sum = new Percent((int) Math.min(parts, Integer.MAX_VALUE));
                findings.error(
                        findings.key(path),
                        path,
                        "features reserve "
                                + sum
                                + " of the pool \""
                                + pool
                                + "\" (expected: at most 100% in all)");
            }
        });
    }

    /// A share of a pool that has no limit is a share of nothing.
    void sharesOfNothing(Map<String, Feature> features, Map<String, Pool> pools) {
        for (Feature feature : features.values()) {
            for (String name : feature.shares().keySet()) {
                Pool pool = pools.get(name);
                if (pool != null && pool.limitsNothing() && !triesToLimit(name)) {
                    String path = sharePath(feature, name);
                    findings.error(
                            findings.key(path),
                            path,
                            "a share of the pool \""
                                    + name
                                    + "\", which limits nothing (expected: a pool with a limit,"
                                    + " such as requestsPerMinute)");
                }
            }
        }
    }

    /// Whether the file names a limit of the pool, sound or not.
    private boolean triesToLimit(String pool) {
        String path = Findings.path("pools", pool);
        return PoolConfig.LIMITS.stream().anyMatch(key -> findings.names(path + "." + key));
    }

    /// A limit that nothing draws from looks like protection and is none. Says nothing of a file
    /// with a mistake, in which endpoints may be missing for that reason.
    void limitsWithoutEndpoints(Map<String, Pool> pools, Map<String, Endpoint> endpoints) {
        if (findings.fatal()) {
            return;
        }
        Set<String> drawnFrom = new HashSet<>();
        for (Endpoint endpoint : endpoints.values()) {
            if (endpoint.pool() != null) {
                drawnFrom.add(endpoint.pool().name());
            }
        }
        pools.forEach((name, pool) -> {
            String path = Findings.path("pools", name);
            if (!drawnFrom.contains(name) && !pool.limitsNothing() && findings.names(path)) {
                findings.warning(
                        findings.key(path),
                        path,
                        "no endpoint draws from the pool \""
                                + name
                                + "\": its limits limit nothing");
            }
        });
    }

    /// What is kept where a feature never calls is kept from the others for nothing. Says nothing
    /// of a file with a mistake, in which routes may lead nowhere for that reason.
    void sharesOutOfReach(Map<String, Feature> features, Map<String, Route> routes) {
        if (findings.fatal()) {
            return;
        }
        for (Feature feature : features.values()) {
            Set<String> reachable = new HashSet<>();
            for (Route route : routes.values()) {
                if (feature.mayUse(route)) {
                    for (Route.Candidate candidate : route.candidates()) {
                        Pool pool = candidate.endpoint().pool();
                        if (pool != null) {
                            reachable.add(pool.name());
                        }
                    }
                }
            }
            for (String name : feature.shares().keySet()) {
                if (!reachable.contains(name) && findings.names(Findings.path("pools", name))) {
                    String path = sharePath(feature, name);
                    findings.warning(
                            findings.key(path),
                            path,
                            "no route of the feature \""
                                    + feature.name()
                                    + "\" leads to the pool \""
                                    + name
                                    + "\": its share there is never used");
                }
            }
        }
    }

    private static String sharePath(Feature feature, String pool) {
        return Findings.path(
                Findings.path(Findings.path("features", feature.name()), "shares"), pool);
    }

    /// A feature without a key is probably half an edit.
    void keyless(Map<String, Feature> features, KeyRing keys) {
        Set<String> withKeys = new HashSet<>();
        keys.all().forEach(key -> withKeys.add(key.feature().name()));
        for (String name : features.keySet()) {
            if (!withKeys.contains(name)) {
                String path = Findings.path("features", name);
                findings.warning(
                        findings.key(path),
                        path,
                        "the feature \"" + name + "\" has no key: nobody can call it");
            }
        }
    }

    /// Where a price decides, what has none comes last for ever.
    void cheapestWithoutPrice(Map<String, Route> routes) {
        for (Route route : routes.values()) {
            if (route.strategy() == Route.Strategy.CHEAPEST
                    && route.candidates().size() > 1
                    && route.candidates().stream().anyMatch(it -> it.endpoint().price() == null)) {
                String path = Findings.path(Findings.path("routes", route.name()), "strategy");
                findings.warning(
                        findings.value(path),
                        path,
                        "the route \""
                                + route.name()
                                + "\" takes the cheapest first, but has endpoints whose price is"
                                + " unknown: they come last (add them to \"prices\")");
            }
        }
    }

    /// A budget cannot hold what has no price.
    void unpriced(Map<String, Route> routes, Map<String, Feature> features) {
        Set<Endpoint> reported = new HashSet<>();
        for (Feature feature : features.values()) {
            if (feature.budget() == null) {
                continue;
            }
            for (Route route : routes.values()) {
                for (Route.Candidate candidate : route.candidates()) {
                    Endpoint endpoint = candidate.endpoint();
                    if (feature.mayUse(route)
                            && endpoint.price() == null
                            && reported.add(endpoint)) {
                        warnOfUnknownPrice(endpoint);
                    }
                }
            }
        }
    }

    private void warnOfUnknownPrice(Endpoint endpoint) {
        String path = Findings.path("endpoints", endpoint.name());
        findings.warning(
                findings.value(Findings.path(path, "model")),
                path,
                "no price is known for \""
                        + endpoint.model()
                        + "\": budgets do not count its calls (add it to \"prices\")");
    }
}
