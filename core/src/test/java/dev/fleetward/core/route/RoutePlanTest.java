package dev.fleetward.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.health.Standing;
import dev.fleetward.core.region.Promotions;
import dev.fleetward.core.region.VersionGate;
import dev.fleetward.core.region.VersionPolicy;
import dev.fleetward.core.region.VersionTruth;
import dev.fleetward.core.region.VersionTruth.Served;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Route.Candidate;
import dev.fleetward.core.snapshot.Route.Strategy;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Percent;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    private static RoutePlan plan(
            Route route, Set<String> zones, Function<Endpoint, Standing> standing, long random) {
        return RoutePlan.of(
                route,
                Residency.ANYWHERE.within(zones),
                new RoutePlan.Standings() {
                    @Override
                    public Standing of(Endpoint endpoint, int draw) {
                        return standing.apply(endpoint);
                    }

                    @Override
                    public double badness(Endpoint endpoint) {
                        return -endpoint.name().charAt(0); // The later in the alphabet, the better.
                    }
                },
                random);
    }

    private static List<Endpoint> order(Route route, Predicate<Endpoint> usable, long random) {
        return plan(
                        route,
                        Set.of(),
                        endpoint -> usable.test(endpoint) ? Standing.READY : Standing.SHUT,
                        random)
                .order();
    }

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

        assertThat(order(route, _ -> true, 42)).containsExactly(B, A, C);
    }

    @Test
    void skipsWhatIsDrainedOrNotUsable() {
        Route route =
                route(
                        Strategy.FAILOVER,
                        new Candidate(DRAINED, 1),
                        new Candidate(A, 1),
                        new Candidate(B, 1));

        assertThat(order(route, endpoint -> !endpoint.equals(A), 42)).containsExactly(B);
        assertThat(order(route, _ -> false, 42)).isEmpty();
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
            orders.merge(order(route, _ -> true, random.nextLong()), 1, Integer::sum);
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
            if (order(route, _ -> true, random.nextLong()).getFirst().equals(A)) {
                first++;
            }
        }

        assertThat((double) first / rounds).isCloseTo(0.75, within(0.01));
    }

    @Test
    void whatComesBackIsTriedAfterTheReadyAndLastResortsStandApartTheLeastBadFirst() {
        Route route =
                route(
                        Strategy.FAILOVER,
                        new Candidate(A, 1),
                        new Candidate(B, 1),
                        new Candidate(C, 1));

        assertThat(
                        plan(
                                        route,
                                        Set.of(),
                                        it -> it.equals(A) ? Standing.LATER : Standing.READY,
                                        1)
                                .order())
                .containsExactly(B, C, A);
        RoutePlan rest =
                plan(
                        route,
                        Set.of(),
                        it -> it.equals(B) ? Standing.READY : Standing.LAST_RESORT,
                        1);
        assertThat(rest.order()).containsExactly(B);
        assertThat(rest.lastResorts()).containsExactly(C, A);
    }

    private static List<Endpoint> ordered(Strategy strategy, Map<String, Long> known) {
        Route route =
                route(strategy, new Candidate(A, 1), new Candidate(B, 1), new Candidate(C, 1));
        return RoutePlan.of(
                        route,
                        Residency.ANYWHERE,
                        new RoutePlan.Standings() {
                            @Override
                            public Standing of(Endpoint endpoint, int draw) {
                                return Standing.READY;
                            }

                            @Override
                            public double badness(Endpoint endpoint) {
                                return 0;
                            }

                            @Override
                            public long costNanos(Endpoint endpoint) {
                                return strategy == Strategy.CHEAPEST ? of(endpoint) : 0;
                            }

                            @Override
                            public long firstTokenNanos(Endpoint endpoint) {
                                return strategy == Strategy.FASTEST ? of(endpoint) : 0;
                            }

                            private long of(Endpoint endpoint) {
                                return known.getOrDefault(endpoint.name(), -1L);
                            }
                        },
                        7)
                .order();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHEAPEST", "FASTEST"})
    void theLeastIsFirstAndTheUnknownLastAsWritten(Strategy strategy) {
        assertThat(ordered(strategy, Map.of("a", 9L, "b", 7L, "c", 8L))).containsExactly(B, C, A);
        assertThat(ordered(strategy, Map.of("c", 8L))).containsExactly(C, A, B);
        assertThat(ordered(strategy, Map.of())).containsExactly(A, B, C);
    }

    private static VersionGate oldAlone(Percent canary) {
        List<VersionGate.Candidate> candidates =
                Stream.of(A, B, C)
                        .map(it -> new VersionGate.Candidate(it.name(), it.model(), it.lineage()))
                        .toList();
        return VersionGate.of(
                new VersionPolicy.Hold(Set.of("m-2024-08-06"), canary),
                candidates,
                new VersionTruth(
                        1,
                        Map.of(
                                "a", List.of(new Served("m-2024-11-20", 9, 1, 1, 1)),
                                "b", List.of(new Served("m-2024-08-06", 9, 1, 1, 1)),
                                "c", List.of(new Served("m-2024-08-06", 9, 1, 1, 1)))),
                Promotions.NONE);
    }

    @Test
    void whatServesAVersionThatIsNotAllowedIsNotTried() {
        RoutePlan plan = new RoutePlan(List.of(A, B), List.of(C));
        CallId call = CallId.of(1, 2, 3);

        assertThat(plan.within(oldAlone(Percent.ZERO), call))
                .isEqualTo(new RoutePlan(List.of(B), List.of(C)));
        assertThat(plan.within(oldAlone(Percent.HUNDRED), call))
                .isEqualTo(new RoutePlan(List.of(A, B), List.of(C)));
        assertThat(plan.held(oldAlone(Percent.ZERO), call)).hasSize(1);
        assertThat(new RoutePlan(List.of(A), List.of()).within(oldAlone(Percent.ZERO), call))
                .isEqualTo(new RoutePlan(List.of(), List.of()));
    }

    @Test
    void whatComesBackIsFirstForItsShare() {
        Route route = route(Strategy.FAILOVER, new Candidate(A, 1), new Candidate(B, 1));
        SplittableRandom random = new SplittableRandom(9);
        int first = 0;
        int rounds = 40_000;
        for (int i = 0; i < rounds; i++) {
            RoutePlan plan =
                    RoutePlan.of(
                            route,
                            Residency.ANYWHERE,
                            new RoutePlan.Standings() {
                                @Override
                                public Standing of(Endpoint endpoint, int draw) {
                                    return endpoint.equals(A) && draw >= 10
                                            ? Standing.LATER
                                            : Standing.READY;
                                }

                                @Override
                                public double badness(Endpoint endpoint) {
                                    return 0;
                                }
                            },
                            random.nextLong());
            if (plan.order().getFirst().equals(A)) {
                first++;
            }
            assertThat(plan.order()).hasSize(2);
        }

        assertThat((double) first / rounds).isCloseTo(0.1, within(0.01));
    }

    @Test
    void candidatesThatShareMoreWithWhatFailedComeLast() {
        Endpoint failed = placed("failed", "openai", "team", "us", "gpt-4o");
        Endpoint sameModel = placed("same-model", "azure", "other", "eu", "gpt-4o");
        Endpoint sameAccount = placed("same-account", "openai", "team", "us", "gpt-5");
        Endpoint apart = placed("apart", "anthropic", "third", "eu", "claude");
        Endpoint apartToo = placed("apart-too", "vllm", "own", "eu", "llama");

        assertThat(
                        RoutePlan.after(
                                failed, List.of(sameAccount, failed, sameModel, apartToo, apart)))
                .containsExactly(apartToo, apart, sameModel, sameAccount);
    }

    @Test
    void whatHasNoRegionSharesNone() {
        Endpoint failed = placed("failed", "openai", "team", null, "gpt-4o");
        Endpoint first = placed("first", "vllm", "own", null, "llama");
        Endpoint second = placed("second", "anthropic", "third", "us", "claude");

        assertThat(RoutePlan.after(failed, List.of(first, second))).containsExactly(first, second);
    }

    private static Endpoint placed(
            String name, String provider, String account, @Nullable String region, String model) {
        return new Endpoint(
                name,
                new Provider(
                        provider,
                        account,
                        WireDialect.OPENAI,
                        URI.create("http://127.0.0.1:1"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        null,
                        "openai"),
                model,
                region,
                null,
                null,
                null,
                Timeouts.DEFAULT,
                null,
                false);
    }

    /// Fleets, zones, standings and failures at random: each attempt is inside the feature's zones
    /// and the route's.
    @Test
    void noAttemptEverLeavesTheZone() {
        SplittableRandom random = new SplittableRandom(11);
        List<String> zones = List.of("eu", "us", "apac");
        int refused = 0;
        int attempts = 0;
        for (int round = 0; round < 20_000; round++) {
            List<Candidate> candidates = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                int zone = random.nextInt(4);
                candidates.add(
                        new Candidate(
                                new Endpoint(
                                        "e" + i,
                                        PROVIDER,
                                        "m" + random.nextInt(2),
                                        null,
                                        zone == 3 ? null : zones.get(zone),
                                        null,
                                        null,
                                        Timeouts.DEFAULT,
                                        null,
                                        random.nextInt(10) == 0),
                                1 + random.nextInt(3)));
            }
            Set<String> feature = some(zones, random);
            Route route =
                    new Route(
                            "r",
                            candidates,
                            random.nextBoolean() ? Strategy.FAILOVER : Strategy.WEIGHTED,
                            false,
                            Timeouts.DEFAULT,
                            Route.NO_CLAMP,
                            new Resilience(null, some(zones, random), null, null));
            RoutePlan plan =
                    plan(
                            route,
                            feature,
                            it -> Standing.values()[random.nextInt(Standing.values().length)],
                            random.nextLong());
            List<Endpoint> left = new ArrayList<>(plan.order());
            left.addAll(plan.lastResorts());
            refused += left.isEmpty() ? 1 : 0;
            while (!left.isEmpty()) {
                Endpoint tried = left.getFirst();
                attempts++;
                if (!feature.isEmpty()) {
                    assertThat(tried.zone()).isNotNull().isIn(feature);
                }
                if (!route.resilience().zones().isEmpty()) {
                    assertThat(tried.zone()).isNotNull().isIn(route.resilience().zones());
                }
                left = RoutePlan.after(tried, left);
            }
        }
        assertThat(refused).isGreaterThan(1_000);
        assertThat(attempts).isGreaterThan(10_000);
    }

    private static Set<String> some(List<String> zones, SplittableRandom random) {
        Set<String> some = new HashSet<>();
        for (String zone : zones) {
            if (random.nextInt(3) == 0) {
                some.add(zone);
            }
        }
        return some;
    }

    private static double share(
            Map<List<Endpoint>, Integer> orders, List<Endpoint> order, int rounds) {
        return orders.getOrDefault(order, 0) / (double) rounds;
    }
}
