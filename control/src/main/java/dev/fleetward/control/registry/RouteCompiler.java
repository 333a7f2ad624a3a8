package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Peak;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes routes of what is written of them. Confined to one load.
final class RouteCompiler {
    /// A route that names no limit leaves the endpoint's in force: see [Timeouts#stricter].
    private static final Timeouts NO_LIMIT =
            new Timeouts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private final Findings findings;
    private final Names names;

    RouteCompiler(Findings findings, Names names) {
        this.findings = findings;
        this.names = names;
    }

    Route route(String name, RouteConfig route, Map<String, Endpoint> endpoints) {
        String path = Findings.path("routes", name);
        String listPath = Findings.path(path, "endpoints");
        List<Route.Candidate> candidates = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < route.endpoints().size(); i++) {
            RouteConfig.Candidate candidate = route.endpoints().get(i);
            String endpointPath = Findings.path(findings.item(listPath, i), "endpoint");
            Place place = findings.value(endpointPath);
            Endpoint endpoint =
                    names.find("endpoints", candidate.endpoint(), endpoints, endpointPath);
            if (!seen.add(candidate.endpoint())) {
                findings.error(
                        place,
                        endpointPath,
                        "the endpoint \"" + candidate.endpoint() + "\" stands twice in the route");
            } else if (endpoint != null) {
                candidates.add(new Route.Candidate(endpoint, candidate.weight()));
            }
        }
        if (!findings.names(Findings.path(listPath, 0))) {
            findings.error(findings.key(path), path, "the route \"" + name + "\" has no endpoints");
        }
        Peak.Setting usual = PeakConfig.usual(route, TimeoutsConfig.or(route.timeouts(), NO_LIMIT));
        return new Route(
                name,
                candidates,
                usual.strategy(),
                route.lenient(),
                usual.timeouts(),
                usual.maxOutputTokens(),
                resilience(route),
                VersionsConfig.policy(route.versions()),
                PeakConfig.peak(route.peak(), usual));
    }

    private static Resilience resilience(RouteConfig route) {
        RouteConfig.HedgeConfig hedge = route.hedge();
        RouteConfig.FallbackConfig fallback = route.fallback();
        return new Resilience(
                SloConfig.objective(route.slo()),
                Set.copyOf(route.zones()),
                hedge == null ? null : new Resilience.Hedge(hedge.extraInput()),
                fallback == null
                        ? null
                        : new Resilience.Fallback(
                                fallback.route(), fallback.parameters(), fallback.degraded()));
    }

    /// A fallback is a route, and not one that falls back itself.
    void fallbacks(Map<String, Route> routes) {
        routes.forEach((name, route) -> {
            Resilience.Fallback fallback = route.resilience().fallback();
            if (fallback == null) {
                return;
            }
            String path =
                    Findings.path(
                            Findings.path(Findings.path("routes", name), "fallback"), "route");
            Route other = names.find("routes", fallback.route(), routes, path);
            if (other != null && (other == route || other.resilience().fallback() != null)) {
                findings.error(
                        findings.value(path),
                        path,
                        "the fallback \""
                                + fallback.route()
                                + (other == route
                                        ? "\" is the route itself (expected: another route)"
                                        : "\" falls back itself (expected: a route without a"
                                                + " fallback)"));
            }
        });
    }
}
