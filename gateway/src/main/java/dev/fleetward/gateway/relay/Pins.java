package dev.fleetward.gateway.relay;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Entry;
import dev.fleetward.core.region.VersionPolicy;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Pinning;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import java.util.List;

/// Calls for one endpoint: probes and evaluations. Stateless.
///
/// An evaluation asks an endpoint of a route in the name of a feature. All that holds for the
/// feature's calls on the route holds for it (residency, breaker, directives, lowered output), but
/// for what would let another endpoint answer: fallback, hedges, and further tries.
///
/// A probe has a route of its own, of the name of its feature, so that it can ask endpoints that
/// are in no route, and so that nothing of a route's (fallback, hedges, lowered output) changes
/// what is asked. It holds no customer's data, so residency does not bind it.
final class Pins {
    /// The endpoint's own limits hold.
    private static final Timeouts NO_LIMIT =
            new Timeouts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private Pins() {}

    /// Whether the call is a probe, which goes to its endpoint whatever its breaker says.
    static boolean isProbe(Call call) {
        return call.pin != null && call.key().pinning() instanceof Pinning.Probes;
    }

    /// Gives a call for one endpoint its route; a probe gets its only candidate too. False for
    /// callers' calls.
    ///
    /// @throws Refused where there is no such endpoint, or none that takes calls
    static boolean take(Call call) throws Refused {
        if (call.pin == null) {
            return false;
        }
        switch (call.key().pinning()) {
            case Pinning.Probes _ -> probe(call, call.pin);
            case Pinning.Evaluation(String route, long _) -> evaluate(call, call.pin, route);
            case Pinning.None _ ->
                    throw new Refused(FailureKind.FORBIDDEN, FailureKind.FORBIDDEN.meaning());
        }
        return true;
    }

    private static void evaluate(Call call, String pin, String name) throws Refused {
        Route route = call.snapshot.routes().get(name);
        if (route == null
                || !call.facts().model().equals(name)
                || !call.key().feature().mayUse(route)) {
            throw new Refused(
                    FailureKind.FORBIDDEN,
                    "This evaluation's key is for the route " + name + " alone.");
        }
        List<Route.Candidate> only =
                route.candidates().stream()
                        .filter(candidate -> candidate.endpoint().name().equals(pin))
                        .toList();
        if (only.isEmpty()) {
            throw new Refused(
                    FailureKind.FORBIDDEN,
                    CallerHeaders.PIN_ENDPOINT + ": no endpoint of the route " + name);
        }
        Resilience whole = route.resilience();
        call.route =
                new Route(
                        name,
                        only,
                        Route.Strategy.FAILOVER,
                        route.lenient(),
                        route.timeouts(),
                        route.maxOutputTokens(),
                        new Resilience(whole.objective(), whole.zones(), null, null),
                        VersionPolicy.ANY,
                        route.peak());
    }

    private static void probe(Call call, String pin) throws Refused {
        Endpoint endpoint = call.snapshot.endpoints().get(pin);
        if (endpoint == null) {
            throw new Refused(
                    FailureKind.UNKNOWN_ROUTE,
                    CallerHeaders.PIN_ENDPOINT + ": there is no endpoint of this name");
        }
        if (call.snapshot.stopped(endpoint)) {
            throw new Refused(
                    FailureKind.NO_ENDPOINT,
                    CallerHeaders.PIN_ENDPOINT + ": the endpoint was stopped on purpose");
        }
        call.route =
                new Route(
                        call.key().feature().name(),
                        List.of(new Route.Candidate(endpoint, 1)),
                        Route.Strategy.FAILOVER,
                        false,
                        NO_LIMIT,
                        Route.NO_CLAMP,
                        Resilience.NONE);
        call.candidates = List.of(endpoint);
        call.entry = Entry.PROBE;
    }
}
