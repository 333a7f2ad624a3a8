package dev.fleetward.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.objective.Holder.Kind;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.BurnAction;
import dev.fleetward.core.snapshot.Care;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Expectations;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Objective;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Percent;
import java.net.URI;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BurnPolicyTest {
    private static final long NOW = 1_780_000_000_000_000L;
    private static final long MINUTE = 60_000_000L;
    private static final Objective OBJECTIVE = new Objective(500_000_000, new Percent(995_000));
    private static final Pool A = pool("a");
    private static final Pool B = pool("b");
    private static final Pool C = pool("c");

    private static Pool pool(String name) {
        return new Pool(name, Accounting.PLAIN, 100, 100, 100, 100, 100);
    }

    private static Endpoint endpoint(String name, Pool pool) {
        Provider provider =
                new Provider(
                        "test",
                        "test",
                        WireDialect.OPENAI,
                        URI.create("http://127.0.0.1:1"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        null,
                        "openai");
        return new Endpoint(
                name,
                provider,
                "test",
                "eu",
                null,
                pool,
                null,
                Timeouts.DEFAULT,
                null,
                false,
                false,
                new Care(OBJECTIVE, null, null, null));
    }

    private static Route european(Route route) {
        return new Route(
                route.name(),
                route.candidates(),
                route.strategy(),
                false,
                Timeouts.DEFAULT,
                Route.NO_CLAMP,
                new Resilience(OBJECTIVE, Set.of("eu"), null, route.resilience().fallback()));
    }

    private static Route route(String name, boolean fallback, Endpoint... endpoints) {
        return new Route(
                name,
                List.of(endpoints).stream().map(each -> new Route.Candidate(each, 1)).toList(),
                Route.Strategy.FAILOVER,
                false,
                Timeouts.DEFAULT,
                Route.NO_CLAMP,
                new Resilience(
                        OBJECTIVE,
                        Set.of(),
                        null,
                        fallback ? new Resilience.Fallback("spare", Map.of(), null) : null));
    }

    private static Route hedging(Route route) {
        return new Route(
                route.name(),
                route.candidates(),
                route.strategy(),
                false,
                Timeouts.DEFAULT,
                Route.NO_CLAMP,
                new Resilience(
                        OBJECTIVE,
                        Set.of(),
                        new Resilience.Hedge(new Percent(30_000)),
                        route.resilience().fallback()));
    }

    /// Where the routes chat and spare hedge and draft does not.
    private static FleetSnapshot hedgingFleet(Feature feature) {
        FleetSnapshot plain = fleet(feature);
        Map<String, Route> routes = new HashMap<>(plain.routes());
        routes.computeIfPresent("chat", (_, route) -> hedging(route));
        routes.computeIfPresent("spare", (_, route) -> hedging(route));
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of(),
                plain.pools(),
                plain.endpoints(),
                routes,
                plain.features(),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.REFUSE);
    }

    private static Set<String> withoutHedges(FleetSnapshot fleet, ObjectiveBook book) {
        return policy(fleet, book, NOW).directives().withoutHedges();
    }

    private static FleetSnapshot fleet(Feature feature) {
        Endpoint one = endpoint("one", A);
        Endpoint two = endpoint("two", B);
        Endpoint three = endpoint("three", C);
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of(),
                Map.of("a", A, "b", B, "c", C),
                Map.of("one", one, "two", two, "three", three),
                Map.of(
                        "chat", route("chat", true, one, two),
                        "draft", route("draft", false, one),
                        "spare", route("spare", false, three)),
                Map.of(feature.name(), feature),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.REFUSE);
    }

    private static Feature feature(
            Set<String> routes, Map<String, Share> shares, BurnAction... actions) {
        return new Feature(
                "support-chat",
                null,
                CallClass.INTERACTIVE,
                1,
                shares,
                null,
                routes,
                OBJECTIVE,
                Parallel.DEFAULT,
                QueueBounds.DEFAULT,
                Set.of(),
                Expectations.DEFAULT,
                Set.of(actions));
    }

    private static Feature all(Set<String> routes) {
        return feature(
                routes, Map.of(), EnumSet.allOf(BurnAction.class).toArray(BurnAction[]::new));
    }

    /// Of a fleet of which a holder failed in 200 of 1,000 calls.
    private static ObjectiveBook burning(FleetSnapshot fleet, Kind kind, String name) {
        ObjectiveBook book = new ObjectiveBook(ServiceLevel.of(fleet));
        for (ServiceLevel level : book.levels()) {
            if (level.holder().equals(new Holder(kind, name))
                    && level.measure() == Measure.SUCCESS) {
                book.add(level, NOW, new Counts(1_000, 200), NOW);
            }
        }
        book.evaluate(NOW);
        return book;
    }

    private static BurnPolicy policy(FleetSnapshot fleet, ObjectiveBook book, long now) {
        return BurnPolicy.of(fleet, book.standings(now), now);
    }

    @Test
    void levelsAreReadFromTheFleetInAFixedOrder() {
        assertThat(ServiceLevel.of(fleet(all(Set.of()))))
                .extracting(level ->
                        level.holder().kind().label()
                                + " "
                                + level.holder().name()
                                + " "
                                + level.measure().label())
                .startsWith(
                        "feature support-chat success",
                        "feature support-chat firstToken",
                        "route chat success",
                        "route chat firstToken")
                .endsWith("endpoint two success", "endpoint two firstToken")
                .hasSize(14);
    }

    @Test
    void whileItPagesBatchIsShedInThePoolsOfItsRoutesAndItsFallbacksArePreferred() {
        FleetSnapshot fleet = fleet(all(Set.of("chat")));
        BurnPolicy policy = policy(fleet, burning(fleet, Kind.FEATURE, "support-chat"), NOW);
        assertThat(policy.directives())
                .isEqualTo(
                        Directives.ofBudgets(
                                Set.of("chat"), Set.of("a", "b"), Set.of(), Set.of("chat")));
        assertThat(policy.frozen()).containsExactly("support-chat");
    }

    @Test
    void aFallbackThatMayNotServeIsNotPreferred() {
        FleetSnapshot fleet = fleet(feature(Set.of("chat"), Map.of(), BurnAction.PREFER_FALLBACK));
        Map<String, Route> routes = new HashMap<>(fleet.routes());
        routes.computeIfPresent("chat", (_, route) -> european(route));
        FleetSnapshot shut =
                new FleetSnapshot(
                        1,
                        fleet.owners(),
                        fleet.providers(),
                        fleet.pools(),
                        fleet.endpoints(),
                        routes,
                        fleet.features(),
                        fleet.keys(),
                        fleet.prices(),
                        fleet.bounds(),
                        fleet.unrecordedCalls());
        ObjectiveBook book = burning(shut, Kind.FEATURE, "support-chat");
        assertThat(policy(shut, book, NOW).directives().preferFallback()).isEmpty();
    }

    @Test
    void aFeatureThatMayUseAnyRouteShedsWhereItHasAShare() {
        Share share = new Share(new Percent(500_000), Percent.ZERO, Percent.ZERO);
        FleetSnapshot fleet = fleet(feature(Set.of(), Map.of("c", share), BurnAction.SHED_BATCH));
        assertThat(
                        policy(fleet, burning(fleet, Kind.FEATURE, "support-chat"), NOW)
                                .directives()
                                .shedBatch())
                .containsExactly("c");
    }

    @Test
    void aFeatureThatNamesNoRoutesTurnsNobodysAndShedsNowhere() {
        FleetSnapshot fleet = fleet(all(Set.of()));
        BurnPolicy policy = policy(fleet, burning(fleet, Kind.FEATURE, "support-chat"), NOW);
        assertThat(policy.directives()).isEqualTo(Directives.NONE);
        assertThat(policy.frozen()).containsExactly("support-chat");
    }

    @Test
    void whatIsNoLongerAskedEndsWhateverTheBudgetsAre() {
        FleetSnapshot before = fleet(all(Set.of("chat")));
        BurnPolicy policy = policy(before, burning(before, Kind.FEATURE, "support-chat"), NOW);
        assertThat(policy.within(before)).isEqualTo(policy);
        FleetSnapshot less = fleet(feature(Set.of("chat"), Map.of(), BurnAction.FREEZE));
        assertThat(policy.within(less))
                .isEqualTo(
                        new BurnPolicy(
                                Directives.ofBudgets(Set.of(), Set.of(), Set.of(), Set.of("chat")),
                                Set.of("support-chat")));
        assertThat(policy.within(fleet(feature(Set.of("chat"), Map.of()))))
                .isEqualTo(BurnPolicy.NONE);
        assertThat(BurnPolicy.NONE.within(before)).isEqualTo(BurnPolicy.NONE);
    }

    @Test
    void nothingIsDoneThatTheFeatureDidNotAskForNorForOthersBurns() {
        FleetSnapshot modest = fleet(feature(Set.of("chat"), Map.of()));
        assertThat(policy(modest, burning(modest, Kind.FEATURE, "support-chat"), NOW))
                .isEqualTo(BurnPolicy.NONE);
        FleetSnapshot eager = fleet(all(Set.of("chat")));
        assertThat(policy(eager, burning(eager, Kind.ROUTE, "chat"), NOW))
                .isEqualTo(BurnPolicy.NONE);
    }

    @Test
    void nothingIsHedgedOnRoutesWhoseBudgetBurnsThoughNobodyAskedForThat() {
        FleetSnapshot fleet = hedgingFleet(feature(Set.of("chat"), Map.of()));
        assertThat(withoutHedges(fleet, burning(fleet, Kind.ROUTE, "chat")))
                .containsExactly("chat");
        assertThat(withoutHedges(fleet, burning(fleet, Kind.FEATURE, "support-chat")))
                .containsExactly("chat");
        assertThat(withoutHedges(fleet, burning(fleet, Kind.ROUTE, "draft")))
                .as("it does not hedge")
                .isEmpty();
        assertThat(withoutHedges(fleet, burning(fleet, Kind.ENDPOINT, "one")))
                .as("a hedge is what helps")
                .isEmpty();
        FleetSnapshot anywhere = hedgingFleet(feature(Set.of(), Map.of()));
        assertThat(withoutHedges(anywhere, burning(anywhere, Kind.FEATURE, "support-chat")))
                .containsExactlyInAnyOrder("chat", "spare");
    }

    @Test
    void hedgesEndAboveSixTimesTheRateOverTheHourAndTheHalfHourAlone() {
        FleetSnapshot fleet = hedgingFleet(feature(Set.of("chat"), Map.of()));
        // Of a budget of 0.5%: 30 of 1,000 are 6 times too many.
        assertThat(withoutHedges(fleet, routeAt(fleet, NOW, 1_000, 31))).containsExactly("chat");
        assertThat(withoutHedges(fleet, routeAt(fleet, NOW, 1_000, 30))).isEmpty();
        assertThat(withoutHedges(fleet, routeAt(fleet, NOW - 40 * MINUTE, 1_000, 31)))
                .as("the last half hour was good")
                .isEmpty();
        assertThat(withoutHedges(fleet, routeAt(fleet, NOW, BurnWindow.LEAST_EVENTS - 1, 10)))
                .as("too few to tell")
                .isEmpty();
        assertThat(withoutHedges(fleet, routeAt(fleet, NOW, 100, 1)))
                .as("one failure is no trend")
                .isEmpty();
    }

    private static ObjectiveBook routeAt(FleetSnapshot fleet, long at, long events, long bad) {
        ObjectiveBook book = new ObjectiveBook(ServiceLevel.of(fleet));
        ServiceLevel level =
                book.levels().stream()
                        .filter(each -> each.holder().equals(new Holder(Kind.ROUTE, "chat")))
                        .filter(each -> each.measure() == Measure.SUCCESS)
                        .findFirst()
                        .orElseThrow();
        // Enough that was good hours ago for the slower alarm to be off.
        book.add(level, NOW - 300 * MINUTE, new Counts(9_000, 0), NOW);
        book.add(level, at, new Counts(events, bad), NOW);
        book.evaluate(NOW);
        return book;
    }

    @Test
    void aRouteThatHedgesNoMoreIsNotToldNotTo() {
        FleetSnapshot before = hedgingFleet(feature(Set.of("chat"), Map.of()));
        BurnPolicy policy = policy(before, burning(before, Kind.ROUTE, "chat"), NOW);
        assertThat(policy.within(before)).isEqualTo(policy);
        assertThat(policy.within(fleet(feature(Set.of("chat"), Map.of()))))
                .isEqualTo(BurnPolicy.NONE);
    }

    @Test
    void whatIsDoneGoesOnForAWhileAfterTheAlarmAndThenEnds() {
        FleetSnapshot fleet = fleet(all(Set.of("chat")));
        ObjectiveBook book = burning(fleet, Kind.FEATURE, "support-chat");
        long off = NOW + 31 * MINUTE;
        book.evaluate(NOW + 4 * MINUTE);
        book.evaluate(off - 2 * MINUTE);
        book.evaluate(off);
        assertThat(book.standings(off)).noneMatch(Standing::pages);
        long held = BurnPolicy.HOLD.toNanos() / 1_000;
        assertThat(policy(fleet, book, off - 2 * MINUTE + held - 1)).isNotEqualTo(BurnPolicy.NONE);
        assertThat(policy(fleet, book, off - 2 * MINUTE + held)).isEqualTo(BurnPolicy.NONE);
    }

    @Test
    void aClockThatIsPutBackEndsTheHold() {
        FleetSnapshot fleet = fleet(all(Set.of("chat")));
        ObjectiveBook book = burning(fleet, Kind.FEATURE, "support-chat");
        book.evaluate(NOW - 1_000 * MINUTE);
        assertThat(policy(fleet, book, NOW - 1_000 * MINUTE)).isEqualTo(BurnPolicy.NONE);
    }

    @Test
    void anAlertNamesTheHolderAndSaysHowFastItBurns() {
        FleetSnapshot fleet = fleet(all(Set.of("chat")));
        List<Alert> alerts =
                BurnAlerts.of(fleet, burning(fleet, Kind.FEATURE, "support-chat").standings(NOW));
        assertThat(alerts)
                .containsExactly(
                        new Alert(
                                Alert.Kind.BURN,
                                Severity.PAGE,
                                Subject.ofFeature("support-chat"),
                                "support-chat burns its success budget 40.0 times too fast"
                                        + " (5 min; 40.0 over 1 h); the budget of 30 days is spent.",
                                NOW));
    }

    @Test
    void anAlertOfAnEndpointNamesWhatItDependsOn() {
        FleetSnapshot fleet = fleet(all(Set.of("chat")));
        assertThat(BurnAlerts.of(fleet, burning(fleet, Kind.ENDPOINT, "two").standings(NOW)))
                .singleElement()
                .extracting(Alert::subject)
                .isEqualTo(Subject.ofEndpoint("two", "b", "test", "eu"));
    }
}
