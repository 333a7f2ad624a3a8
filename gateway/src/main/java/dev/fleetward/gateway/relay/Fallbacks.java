package dev.fleetward.gateway.relay;

import dev.fleetward.core.health.Entry;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.route.RoutePlan;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sends a call to the fallback of its route, once. Confined to its event loop.
final class Fallbacks {
    private final Fleet fleet;
    private final RandomGenerator random;

    Fallbacks(Fleet fleet, RandomGenerator random) {
        this.fleet = fleet;
        this.random = random;
    }

    /// Sends the call to its fallback before its own route is tried, where a directive asks for
    /// that; where the fallback fails, the call comes back.
    boolean takeFirst(Call call) {
        if (!call.snapshot.directives().preferFallback().contains(call.route().name())) {
            return false;
        }
        OwnRoute own = OwnRoute.of(call);
        if (!take(call)) {
            return false;
        }
        call.ownRoute = own;
        return true;
    }

    /// Whether the call has another route that could take it now.
    boolean isOpen(Call call) {
        Route to = target(call);
        if (to != null) {
            return !candidates(call, plan(call, to)).isEmpty();
        }
        OwnRoute own = call.ownRoute;
        return own != null && !candidates(call, plan(call, own)).isEmpty();
    }

    /// The zones of the route that was asked for hold for its fallback too.
    private static Residency residency(Call call) {
        return call.residency.within(call.route().resilience().zones());
    }

    private RoutePlan plan(Call call, Route to) {
        return Candidates.plan(fleet, call, residency(call), to, random.nextLong(), fleet.nanos());
    }

    private RoutePlan plan(Call call, OwnRoute own) {
        return Candidates.plan(
                fleet, call, own.residency(), own.route(), random.nextLong(), fleet.nanos());
    }

    /// A call that has a last resort on its own route needs none on the fallback.
    private static List<Endpoint> candidates(Call call, RoutePlan plan) {
        return plan.order().isEmpty() && call.lastResorts.isEmpty()
                ? plan.lastResorts()
                : plan.order();
    }

    private static @Nullable Route target(Call call) {
        Resilience.Fallback fallback = call.route().resilience().fallback();
        return fallback == null || call.fallbackTaken
                ? null
                : call.snapshot.routes().get(fallback.route());
    }

    /// Makes the fallback the call's route, with its parameters, and its endpoints the call's
    /// candidates; or goes back to its own route, where the fallback went first. False, and nothing
    /// is changed, where there is no such route that could take it.
    boolean take(Call call) {
        Resilience.Fallback fallback = call.route().resilience().fallback();
        Route to = target(call);
        if (fallback == null || to == null) {
            return goBack(call);
        }
        RoutePlan plan = plan(call, to);
        if (candidates(call, plan).isEmpty() || !Parameters.set(call, fallback.parameters())) {
            return false;
        }
        call.residency = residency(call);
        call.fallbackOf = call.route().name();
        call.fallbackTaken = true;
        call.degraded = fallback.degraded();
        call.route = to;
        adopt(call, plan);
        Relay.lowerOutput(call);
        return true;
    }

    private boolean goBack(Call call) {
        OwnRoute own = call.ownRoute;
        if (own == null) {
            return false;
        }
        RoutePlan plan = plan(call, own);
        if (candidates(call, plan).isEmpty()) {
            return false;
        }
        call.ownRoute = null;
        own.restore(call);
        adopt(call, plan);
        return true;
    }

    private static void adopt(Call call, RoutePlan plan) {
        boolean lastResort = plan.order().isEmpty();
        call.candidates = candidates(call, plan);
        call.lastResorts = lastResort ? List.of() : plan.lastResorts();
        call.entry = lastResort ? Entry.LAST_RESORT : Entry.CALL;
    }
}
