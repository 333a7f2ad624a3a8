package dev.fleetward.core.route;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// In which order a call's candidates are tried. Stateless.
public final class RoutePlan {
    private RoutePlan() {}

    /// The usable endpoints of a route, best first; empty if there is none.
    ///
    /// @param usable false for what is cooling down or cannot serve the operation
    /// @param random a fresh random number; read by the weighted strategy only
    public static List<Endpoint> order(Route route, Predicate<Endpoint> usable, long random) {
        List<Route.Candidate> open = new ArrayList<>(route.candidates().size());
        for (Route.Candidate candidate : route.candidates()) {
            if (!candidate.endpoint().drained() && usable.test(candidate.endpoint())) {
                open.add(candidate);
            }
        }
        List<Endpoint> order = new ArrayList<>(open.size());
        long state = random;
        while (!open.isEmpty()) {
            int index = 0;
            if (route.strategy() == Route.Strategy.WEIGHTED) {
                index = pick(open, state);
                state = state * 6364136223846793005L + 1442695040888963407L;
            }
            order.add(open.remove(index).endpoint());
        }
        return order;
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
}
