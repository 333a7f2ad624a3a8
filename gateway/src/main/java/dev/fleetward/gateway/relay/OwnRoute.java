package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.gateway.wire.JsonBody;

/// What a call was before it went to a fallback. Immutable.
record OwnRoute(
        Route route,
        JsonBody body,
        CallFacts facts,
        Residency residency,
        long declaredOutputTokens) {

    static OwnRoute of(Call call) {
        return new OwnRoute(
                call.route(), call.body(), call.facts(), call.residency, call.declaredOutputTokens);
    }

    /// Makes the call again what it was.
    void restore(Call call) {
        call.route = route;
        call.body = body;
        call.facts = facts;
        call.residency = residency;
        call.declaredOutputTokens = declaredOutputTokens;
        call.fallbackOf = null;
        call.degraded = null;
    }
}
