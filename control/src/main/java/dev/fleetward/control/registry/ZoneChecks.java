package dev.fleetward.control.registry;

import dev.fleetward.core.region.VersionName;
import dev.fleetward.core.region.ZoneProof;
import dev.fleetward.core.region.Zones;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Whether there is anything to serve a call where it may be served. Confined to one load.
final class ZoneChecks {
    private final Findings findings;

    ZoneChecks(Findings findings) {
        this.findings = findings;
    }

    /// Whether endpoints are where their zones say, as far as geography knows: their region, or the
    /// area that a Bedrock model's profile reaches over.
    void places(Collection<Endpoint> endpoints, ZoneProof proof) {
        for (Endpoint endpoint : endpoints) {
            String zone = endpoint.zone();
            if (zone == null) {
                continue;
            }
            String path = Findings.path("endpoints", endpoint.name());
            if (endpoint.region() != null) {
                String written = Findings.path(path, "region"); // Or it stands in an address.
                place(
                        findings.names(written) ? written : Findings.path(path, "zone"),
                        "the region",
                        endpoint.region(),
                        zone,
                        proof);
            }
            VersionName.reach(endpoint.model())
                    .ifPresent(area ->
                            place(
                                    Findings.path(path, "model"),
                                    "the model's profile for",
                                    area,
                                    zone,
                                    proof));
        }
    }

    private void place(String path, String what, String place, String zone, ZoneProof proof) {
        String wrong =
                switch (Zones.claimed(place, zone)) {
                    case INSIDE, UNKNOWN -> null;
                    case OUTSIDE -> " lies outside of the zone \"";
                    case UNPROVEN -> " reaches out of the zone \"";
                };
        if (wrong == null) {
            return;
        }
        String message = what + " \"" + place + "\"" + wrong + zone + "\"";
        if (proof == ZoneProof.STRICT) {
            findings.error(
                    findings.value(path),
                    path,
                    message
                            + " (expected: one inside of it; `residency: declared` takes the zone"
                            + " at its word)");
        } else {
            findings.warning(findings.value(path), path, message);
        }
    }

    /// Says nothing of a file with a mistake, in which routes may lead nowhere for that reason.
    void check(Map<String, Route> routes, Map<String, Feature> features) {
        if (findings.fatal()) {
            return;
        }
        routes.values().forEach(this::route);
        if (findings.fatal()) {
            return;
        }
        routes.values().forEach(route -> fallback(route, routes));
        features.values().forEach(feature -> feature(feature, routes.values()));
    }

    private void route(Route route) {
        if (!Residency.ANYWHERE.allowsAny(route)) {
            String path = Findings.path("routes", route.name());
            error(
                    Findings.path(path, "zones"),
                    "no endpoint of the route \""
                            + route.name()
                            + "\" is in "
                            + names(route.resilience().zones())
                            + expected(List.of(route)));
        }
    }

    /// A fallback may serve only where the route that falls back may.
    private void fallback(Route route, Map<String, Route> routes) {
        Resilience.Fallback fallback = route.resilience().fallback();
        Route other = fallback == null ? null : routes.get(fallback.route());
        if (fallback == null || other == null || Residency.mayFallBack(route, other)) {
            return;
        }
        String path =
                Findings.path(
                        Findings.path(Findings.path("routes", route.name()), "fallback"), "route");
        findings.warning(
                findings.value(path),
                path,
                "no endpoint of the fallback \""
                        + fallback.route()
                        + "\" is in "
                        + names(route.resilience().zones())
                        + ": the route \""
                        + route.name()
                        + "\" never falls back");
    }

    private void feature(Feature feature, Collection<Route> routes) {
        List<Route> own = routes.stream().filter(feature::mayUse).toList();
        if (feature.zones().isEmpty() || own.isEmpty()) {
            return;
        }
        String path = Findings.path(Findings.path("features", feature.name()), "zones");
        Residency residency = Residency.ANYWHERE.within(feature.zones());
        List<Route> shut = own.stream().filter(route -> !residency.allowsAny(route)).toList();
        if (shut.size() == own.size()) {
            error(
                    path,
                    "no endpoint that the feature \""
                            + feature.name()
                            + "\" may use is in "
                            + names(feature.zones())
                            + expected(own));
            return;
        }
        for (Route route : shut) {
            if (feature.routes().contains(route.name())) {
                findings.warning(
                        findings.key(path),
                        path,
                        "no endpoint of the route \""
                                + route.name()
                                + "\" is in "
                                + names(feature.zones())
                                + ": the feature \""
                                + feature.name()
                                + "\" cannot use it");
            }
        }
    }

    private void error(String path, String message) {
        findings.error(findings.key(path), path, message);
    }

    /// The zones that there are.
    private static String expected(Collection<Route> routes) {
        Set<String> zones = new TreeSet<>();
        for (Route route : routes) {
            for (Route.Candidate candidate : route.candidates()) {
                Endpoint endpoint = candidate.endpoint();
                if (endpoint.zone() != null) {
                    zones.add(endpoint.zone());
                }
            }
        }
        return zones.isEmpty()
                ? " (none of them has a zone)"
                : " (expected: one of " + String.join(", ", zones) + ")";
    }

    private static String names(Set<String> zones) {
        return (zones.size() == 1 ? "the zone " : "the zones ")
                + String.join(", ", new TreeSet<>(zones));
    }
}
