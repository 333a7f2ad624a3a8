package dev.fleetward.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Route.Candidate;
import dev.fleetward.core.snapshot.Route.Strategy;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoutePlanTest {
    private static final Provider PROVIDER =
            new Provider(
                    "p",
                    "p",
                    WireDialect.OPENAI,
                    URI.create("http://127.0.0.1:1"),
                    Provider.Style.STANDARD,
                    null,
                    null,
                    false,
                    Map.of(),
                    null,
                    "openai");

    private static Endpoint endpoint(String name, boolean drained) {
        return new Endpoint(
                name, PROVIDER, "m", null, null, null, null, Timeouts.DEFAULT, null, drained);
    }

    private static final Endpoint A = endpoint("a", false);
    private static final Endpoint B = endpoint("b", false);
    private static final Endpoint C = endpoint("c", false);
    private static final Endpoint DRAINED = endpoint("drained", true);

    private static Route route(Strategy strategy, Candidate... candidates) {
        return new Route("r", List.of(candidates), strategy, false, Timeouts.DEFAULT);
    }

    @Test
    void failoverKeepsTheOrderAsWritten() {
        Route route =
                route(
                        Strategy.FAILOVER,
                        new Candidate(B, 1),
                        new Candidate(A, 9),
                        new Candidate(C, 1));

        assertThat(RoutePlan.order(route, _ -> true, 42)).containsExactly(B, A, C);
    }

    @Test
    void skipsWhatIsDrainedOrNotUsable() {
        Route route =
                route(
                        Strategy.FAILOVER,
                        new Candidate(DRAINED, 1),
                        new Candidate(A, 1),
                        new Candidate(B, 1));

        assertThat(RoutePlan.order(route, endpoint -> !endpoint.equals(A), 42)).containsExactly(B);
        assertThat(RoutePlan.order(route, _ -> false, 42)).isEmpty();
    }

    @Test
    void weightsDecideHowOftenEachIsFirst() {
        Route route =
                route(
                        Strategy.WEIGHTED,
                        new Candidate(A, 70),
                        new Candidate(B, 20),
                        new Candidate(C, 10));
        SplittableRandom random = new SplittableRandom(7);
        Map<List<Endpoint>, Integer> orders = new HashMap<>();
        int rounds = 100_000;
        for (int i = 0; i < rounds; i++) {
            orders.merge(RoutePlan.order(route, _ -> true, random.nextLong()), 1, Integer::sum);
        }

        assertThat(orders.keySet()).as("every order occurs").hasSize(6);
        assertThat(share(orders, List.of(A, B, C), rounds)).isCloseTo(0.7 * 2 / 3, within(0.01));
        assertThat(share(orders, List.of(A, C, B), rounds)).isCloseTo(0.7 * 1 / 3, within(0.01));
        assertThat(share(orders, List.of(B, A, C), rounds)).isCloseTo(0.2 * 7 / 8, within(0.01));
        assertThat(share(orders, List.of(C, B, A), rounds)).isCloseTo(0.1 * 2 / 9, within(0.01));
    }

    @Test
    void weightsOfWhatIsLeftOutGoToTheOthers() {
        Route route =
                route(
                        Strategy.WEIGHTED,
                        new Candidate(DRAINED, 1_000),
                        new Candidate(A, 3),
                        new Candidate(B, 1));
        SplittableRandom random = new SplittableRandom(8);
        int first = 0;
        int rounds = 40_000;
        for (int i = 0; i < rounds; i++) {
            if (RoutePlan.order(route, _ -> true, random.nextLong()).getFirst().equals(A)) {
                first++;
            }
        }

        assertThat((double) first / rounds).isCloseTo(0.75, within(0.01));
    }

    private static double share(
            Map<List<Endpoint>, Integer> orders, List<Endpoint> order, int rounds) {
        return orders.getOrDefault(order, 0) / (double) rounds;
    }
}
