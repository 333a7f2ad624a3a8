package dev.fleetward.core.route;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.health.Standing;
import dev.fleetward.core.region.VersionDecision;
import dev.fleetward.core.region.VersionGate;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/// In which order a call's candidates are tried. No candidate is outside the residency zones of the
/// call, whatever else there is. Immutable.
///
/// @param order the endpoints that may be tried, best first; empty if there is none
/// @param lastResorts those to be tried only where `order` is empty or all of it failed, the least
///   bad first
public record RoutePlan(List<Endpoint> order, List<Endpoint> lastResorts) {

    /// What is known of endpoints while a plan is made.
    public interface Standings {
        /// [Standing#SHUT] for what cannot serve the call for another reason too.
        ///
        /// @param draw a random number from 0 to 99
        Standing of(Endpoint endpoint, int draw);

        /// How bad a last resort's answers are.
        double badness(Endpoint endpoint);

        /// What the call is expected to cost there, in nano-dollars; negative if nobody knows.
        default long costNanos(Endpoint endpoint) {
            return -1;
        }

        /// How soon its first token is expected; negative if nobody knows.
        default long firstTokenNanos(Endpoint endpoint) {
            return -1;
        }
    }

    public RoutePlan {
        order = List.copyOf(order);
        lastResorts = List.copyOf(lastResorts);
    }

    /// @param residency where the call may be served, besides what the route says
    /// @param random a fresh random number
    public static RoutePlan of(Route route, Residency residency, Standings standings, long random) {
        Residency both = residency.within(route.resilience().zones());
        List<Route.Candidate> ready = new ArrayList<>(route.candidates().size());
        List<Endpoint> later = new ArrayList<>(0);
        List<Endpoint> lastResorts = new ArrayList<>(0);
        int draw = (int) Math.floorMod(random >>> 7, 100L);
        for (Route.Candidate candidate : route.candidates()) {
            Endpoint endpoint = candidate.endpoint();
            if (endpoint.drained() || !both.allows(endpoint)) {
                continue;
            }
            switch (standings.of(endpoint, draw)) {
                case READY -> ready.add(candidate);
                case LATER -> later.add(endpoint);
                case LAST_RESORT -> lastResorts.add(endpoint);
                case SHUT -> {
                    // Not for this call.
                }
            }
        }
        List<Endpoint> order = ordered(route.strategy(), ready, standings, random);
        order.addAll(later);
        if (lastResorts.size() > 1) {
            lastResorts.sort(Comparator.comparingDouble(standings::badness));
        }
        return new RoutePlan(order, lastResorts);
    }

    /// The part of the plan that the versions of its endpoints allow for a call. Those that serve
    /// only the canary come first for a call that is chosen for it.
    public RoutePlan within(VersionGate gate, CallId call) {
        VersionDecision decision = gate.decide(names(), call);
        return new RoutePlan(allowed(order, decision), allowed(lastResorts, decision));
    }

    /// Whom their versions keep from a call, and why.
    public List<VersionDecision.Held> held(VersionGate gate, CallId call) {
        return gate.decide(names(), call).held();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(order.size() + lastResorts.size());
        order.forEach(it -> names.add(it.name()));
        lastResorts.forEach(it -> names.add(it.name()));
        return names;
    }

    private static List<Endpoint> allowed(List<Endpoint> endpoints, VersionDecision decision) {
        List<Endpoint> allowed = new ArrayList<>(endpoints.size());
        for (List<String> names : List.of(decision.first(), decision.then())) {
            for (Endpoint endpoint : endpoints) {
                if (names.contains(endpoint.name())) {
                    allowed.add(endpoint);
                }
            }
        }
        return allowed;
    }

    private static List<Endpoint> ordered(
            Route.Strategy strategy, List<Route.Candidate> open, Standings standings, long random) {
        List<Endpoint> order = new ArrayList<>(open.size());
        switch (strategy) {
            case FAILOVER -> asWritten(open, order);
            case WEIGHTED -> weighted(open, random, order);
            case CHEAPEST -> least(open, standings::costNanos, order);
            case FASTEST -> least(open, standings::firstTokenNanos, order);
        }
        return order;
    }

    private static void asWritten(List<Route.Candidate> open, List<Endpoint> order) {
        for (Route.Candidate candidate : open) {
            order.add(candidate.endpoint());
        }
    }

    /// The least first; the unknown last, and as written among themselves.
    private static void least(
            List<Route.Candidate> open, ToLongFunction<Endpoint> of, List<Endpoint> order) {
        asWritten(open, order);
        if (order.size() > 1) {
            order.sort(
                    Comparator.comparingLong(endpoint -> {
                        long known = of.applyAsLong(endpoint);
                        return known < 0 ? Long.MAX_VALUE : known;
                    }));
        }
    }

    private static void weighted(List<Route.Candidate> open, long random, List<Endpoint> order) {
        long state = random;
        while (!open.isEmpty()) {
            int index = pick(open, state);
            state = state * 6364136223846793005L + 1442695040888963407L;
            order.add(open.remove(index).endpoint());
        }
    }

    private static int pick(List<Route.Candidate> open, long random) {
        long total = 0;
        for (Route.Candidate candidate : open) {
            total += candidate.weight();
        }
        long point = Math.floorMod(random >>> 11, total);
        for (int i = 0; i < open.size(); i++) {
            point -= open.get(i).weight();
            if (point < 0) {
                return i;
            }
        }
        throw new AssertionError("weights changed while picking");
    }

    /// The candidates that are left after one failed: those that share less with it first, else in
    /// the order in which they were. Provider, account, region and model family each count as one;
    /// what an endpoint does not have it does not share.
    public static List<Endpoint> after(Endpoint failed, List<Endpoint> candidates) {
        List<Endpoint> left = new ArrayList<>(candidates.size());
        for (Endpoint candidate : candidates) {
            if (!candidate.name().equals(failed.name())) {
                left.add(candidate);
            }
        }
        if (left.size() > 1) {
            left.sort(Comparator.comparingInt(candidate -> shared(failed, candidate)));
        }
        return left;
    }

    private static int shared(Endpoint one, Endpoint other) {
        int shared = 0;
        if (one.provider().name().equals(other.provider().name())) {
            shared++;
        }
        if (one.provider().account().equals(other.provider().account())) {
            shared++;
        }
        if (one.region() != null && one.region().equals(other.region())) {
            shared++;
        }
        if (family(one).equals(family(other))) {
            shared++;
        }
        return shared;
    }

    private static String family(Endpoint endpoint) {
        String family = endpoint.care().family();
        return family == null ? endpoint.lineage() : family;
    }
}
