package dev.fleetward.core.hygiene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Care;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Objective;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Money;
import java.net.URI;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HygieneTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);
    private static final Objective LEVEL = new Objective(1, null);
    private static final Owner ON_CALL = new Owner("a", "a@example.com", "https://pager/a");

    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final Map<String, Route> routes = new HashMap<>();
    private final Map<String, Feature> features = new LinkedHashMap<>();

    private static Endpoint endpoint(
            String name, @Nullable Owner owner, @Nullable Objective objective, Care care) {
        return new Endpoint(
                name,
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
                        "openai"),
                "model",
                null,
                null,
                null,
                owner,
                Timeouts.DEFAULT,
                null,
                false,
                false,
                new Care(objective, care.family(), care.retires(), care.runbook()));
    }

    private void sound(String name) {
        endpoints.put(name, endpoint(name, ON_CALL, LEVEL, Care.NONE));
    }

    private void route(String name, Resilience resilience, String... ofEndpoints) {
        routes.put(
                name,
                new Route(
                        name,
                        List.of(ofEndpoints).stream()
                                .map(each ->
                                        new Route.Candidate(
                                                endpoint(each, ON_CALL, LEVEL, Care.NONE), 1))
                                .toList(),
                        Route.Strategy.FAILOVER,
                        false,
                        Timeouts.DEFAULT,
                        Route.NO_CLAMP,
                        resilience));
    }

    private void feature(String name, @Nullable Budget budget) {
        features.put(
                name,
                new Feature(
                        name, ON_CALL, CallClass.STANDARD, 1, Map.of(), budget, Set.of(), null));
    }

    private FleetSnapshot fleet() {
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of(),
                Map.of(),
                endpoints,
                routes,
                features,
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.REFUSE);
    }

    private List<String> ofConfiguration() {
        return Hygiene.ofConfiguration(fleet(), TODAY).stream().map(HygieneTest::brief).toList();
    }

    private List<String> ofTraffic(Seen... seen) {
        return Hygiene.ofTraffic(fleet(), List.of(seen)).stream().map(HygieneTest::brief).toList();
    }

    private static String brief(Finding finding) {
        return finding.kind().label() + " of " + finding.subject();
    }

    @Test
    void findsNothingWhereAllIsDeclared() {
        sound("e");
        route("r", Resilience.NONE, "e");
        feature("f", new Budget(new Money(1), null));

        assertThat(ofConfiguration()).isEmpty();
    }

    @Test
    void findsWhatNobodyAnswersForOrIsCalledFor() {
        endpoints.put("lost", endpoint("lost", null, LEVEL, Care.NONE));
        endpoints.put("asleep", endpoint("asleep", new Owner("b", "b", null), LEVEL, Care.NONE));

        assertThat(ofConfiguration())
                .containsExactly("on-call of endpoint asleep", "owner of endpoint lost");
    }

    @Test
    void aRoutesObjectiveIsOneOfItsEndpoints() {
        endpoints.put("e", endpoint("e", ON_CALL, null, Care.NONE));
        assertThat(ofConfiguration()).containsExactly("objective of endpoint e");
        route("r", new Resilience(LEVEL, Set.of(), null, null), "e");

        assertThat(ofConfiguration()).isEmpty();
    }

    @Test
    void tellsOfModelsThatGoOrAreGone() {
        int day = 0;
        for (LocalDate retires :
                List.of(TODAY, TODAY.plusDays(1), TODAY.plusDays(30), TODAY.plusDays(31))) {
            String name = "e" + day++;
            endpoints.put(
                    name, endpoint(name, ON_CALL, LEVEL, new Care(null, null, retires, null)));
        }

        assertThat(ofConfiguration())
                .containsExactly(
                        "retired of endpoint e0",
                        "retires-soon of endpoint e1",
                        "retires-soon of endpoint e2");
    }

    @Test
    void findsFeaturesThatMaySpendWithoutEnd() {
        sound("e");
        feature("f", null);
        assertThat(ofConfiguration()).as("it can reach nothing").isEmpty();
        route("r", Resilience.NONE, "e");

        assertThat(ofConfiguration()).containsExactly("budget of feature f");
    }

    @Test
    void findsEndpointsWithoutCallsAndFallbacksThatWereNeverTried() {
        sound("a");
        sound("b");
        sound("c");
        route("spare", Resilience.NONE, "c");
        route(
                "r",
                new Resilience(
                        null, Set.of(), null, new Resilience.Fallback("spare", Map.of(), null)),
                "a",
                "b");

        assertThat(ofTraffic(new Seen("a", "r", false, 10, 10), new Seen("b", "r", false, 1, 0)))
                .containsExactly(
                        "traffic of endpoint c",
                        "fallback-untried of route r",
                        "fallback-untried of route r");
        assertThat(
                        ofTraffic(
                                new Seen("a", "r", false, 10, 10),
                                new Seen("b", null, true, 1, 1),
                                new Seen("c", "spare", false, 1, 1)))
                .as("a probe counts")
                .isEmpty();
        assertThat(ofTraffic(new Seen("a", "r", false, 1, 1), new Seen("b", "x", false, 9, 9)))
                .as("what serves another route says nothing of this one")
                .contains("fallback-untried of route r");
    }
}
