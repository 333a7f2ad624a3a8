package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.KeyRing;
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
