package dev.fleetward.gateway.relay;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Entry;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import java.util.List;

/// Probes: calls for one endpoint, whatever its breaker says. Stateless.
///
/// A probe has a route of its own, of the name of its feature, so that it can ask endpoints that
/// are in no route, and so that nothing of a route's (fallback, hedges, lowered output) changes
/// what is asked. It holds no customer's data, so residency does not bind it.
final class Pins {
    /// The endpoint's own limits hold.
    private static final Timeouts NO_LIMIT =
            new Timeouts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private Pins() {}

    /// Gives a probe its route and its only candidate; false for callers' calls.
    ///
    /// @throws Refused where there is no such endpoint, or none that takes calls
    static boolean take(Call call) throws Refused {
        if (call.pin == null) {
            return false;
        }
        Endpoint endpoint = call.snapshot.endpoints().get(call.pin);
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
        return true;
    }
}
