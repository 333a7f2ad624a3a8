package dev.fleetward.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Expectations;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthAlertsTest {
    private static final Degraded WORSE = new Degraded(Symptom.MALFORMED, 0.031, 0.005, 212);

    /// Two endpoints behind one route that nobody has declared to use.
    private static final FleetSnapshot FLEET = fleet(List.of("a", "b"), null);

    /// Endpoints `a`, `b` and so on, all of them behind the route `both`.
    private static FleetSnapshot fleet(List<String> names, @Nullable Feature feature) {
        return fleet(names, names, null, feature);
    }

    /// @param names of all endpoints
    /// @param served those of the route `both`
    /// @param fallback the one behind the route `other`, to which `both` falls back; null if it
    ///   does not
    private static FleetSnapshot fleet(
            List<String> names,
            List<String> served,
            @Nullable String fallback,
            @Nullable Feature feature) {
        Provider provider =
                new Provider(
                        "p",
                        "team",
                        WireDialect.OPENAI,
                        URI.create("http://127.0.0.1:1"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        null,
                        "openai");
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        names.forEach(name -> endpoints.put(name, endpoint(name, provider)));
        Map<String, Route> routes = new LinkedHashMap<>();
        Resilience.Fallback to =
                fallback == null ? null : new Resilience.Fallback("other", Map.of(), null);
        routes.put(
                "both", route("both", served, endpoints, new Resilience(null, Set.of(), null, to)));
        if (fallback != null) {
            routes.put("other", route("other", List.of(fallback), endpoints, Resilience.NONE));
        }
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of("p", provider),
                Map.of(),
                endpoints,
                routes,
                feature == null ? Map.of() : Map.of(feature.name(), feature),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.PASS);
    }

    private static Route route(
            String name,
            List<String> served,
            Map<String, Endpoint> endpoints,
            Resilience resilience) {
        return new Route(
                name,
                endpoints.values().stream()
                        .filter(endpoint -> served.contains(endpoint.name()))
                        .map(endpoint -> new Route.Candidate(endpoint, 1))
                        .toList(),
                Route.Strategy.FAILOVER,
                false,
                Timeouts.DEFAULT,
                Route.NO_CLAMP,
                resilience);
    }

    /// One that lies in a zone of its own name.
    private static Endpoint endpoint(String name, Provider provider) {
        return new Endpoint(
                name, provider, "m", "us", name, null, null, Timeouts.DEFAULT, null, false);
    }

    private static Feature feature(CallClass callClass, String... zones) {
        return new Feature(
                "f",
                null,
                callClass,
                1,
                Map.of(),
                null,
                Set.of("both"),
                null,
                Parallel.DEFAULT,
                QueueBounds.DEFAULT,
                Set.of(zones),
                Expectations.DEFAULT,
                Set.of());
    }

    /// What is told of `a` when it is down and all others are well.
    private static Alert downAlert(FleetSnapshot fleet) {
        List<Alert> alerts =
                HealthAlerts.of(fleet, Map.of("a", view(State.OPEN, Cause.TRANSPORT, 2, null)));
        assertThat(alerts).hasSize(1);
        return alerts.getFirst();
    }

    private static HealthView view(
            State state, @Nullable Cause cause, int openings, @Nullable Degraded degraded) {
        return new HealthView(
                state,
                cause,
                "why",
                openings == 0 ? "" : "No connection.",
                7,
                5,
                1,
                openings,
                0,
                0,
                0,
                0,
                degraded,
                List.of());
    }

    private static List<Alert> alerts(HealthView a, HealthView b) {
        return HealthAlerts.of(FLEET, Map.of("a", a, "b", b));
    }

    @Test
    void aFleetThatIsWellAlertsNobody() {
        assertThat(HealthAlerts.of(FLEET, Map.of())).isEmpty();
        assertThat(alerts(view(State.OPEN, Cause.ASKED, 0, null), HealthView.WELL)).isEmpty();
    }

    @Test
    void aRefusedAccountPagesAtOnce() {
        assertThat(alerts(view(State.HELD, Cause.ACCOUNT, 0, null), HealthView.WELL))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.kind()).isEqualTo(Alert.Kind.ACCOUNT_REFUSED);
                    assertThat(alert.severity()).isEqualTo(Severity.PAGE);
                    assertThat(alert.subject().endpoint()).isEqualTo("a");
                    assertThat(alert.subject().provider()).isEqualTo("p");
                    assertThat(alert.subject().region()).isEqualTo("us");
                    assertThat(alert.sinceWallMicros()).isEqualTo(5);
                });
    }

    @Test
    void anEndpointIsDownFromItsSecondOpeningUntilItServesAllItsCalls() {
        assertThat(alerts(view(State.OPEN, Cause.TRANSPORT, 1, null), HealthView.WELL)).isEmpty();
        for (State state : List.of(State.OPEN, State.HALF_OPEN, State.RAMP_UP)) {
            assertThat(alerts(view(state, Cause.TRANSPORT, 2, null), HealthView.WELL))
                    .singleElement()
                    .satisfies(alert -> {
                        assertThat(alert.kind()).isEqualTo(Alert.Kind.ENDPOINT_DOWN);
                        assertThat(alert.severity()).isEqualTo(Severity.TICKET);
                        assertThat(alert.words()).isEqualTo("a: calls fail: No connection.");
                    });
        }
    }

    @Test
    void anEndpointThatRestsAndIsDownBesidesIsToldAsBoth() {
        assertThat(alerts(view(State.OPEN, Cause.MEANING, 2, WORSE), HealthView.WELL))
                .extracting(Alert::kind)
                .containsExactly(Alert.Kind.ENDPOINT_DOWN, Alert.Kind.DEGRADED);
    }

    @Test
    void whereARouteHasNoOtherEndpointItPagesAtTheFirst() {
        assertThat(
                        alerts(
                                view(State.OPEN, Cause.TRANSPORT, 1, null),
                                view(State.OPEN, Cause.TRANSPORT, 1, null)))
                .hasSize(2)
                .allSatisfy(alert -> assertThat(alert.severity()).isEqualTo(Severity.PAGE));
    }

    @Test
    void whatLeavesAnUrgentRouteWithoutAStandInPages() {
        for (CallClass urgent : List.of(CallClass.INTERACTIVE, CallClass.STANDARD)) {
            Alert alert = downAlert(fleet(List.of("a", "b"), feature(urgent)));
            assertThat(alert.severity()).as(urgent.label()).isEqualTo(Severity.PAGE);
            assertThat(alert.words())
                    .isEqualTo(
                            "a: calls fail: No connection, and route both has one endpoint left");
        }
        for (CallClass patient : List.of(CallClass.BATCH, CallClass.BACKGROUND)) {
            assertThat(downAlert(fleet(List.of("a", "b"), feature(patient))).severity())
                    .as(patient.label())
                    .isEqualTo(Severity.TICKET);
        }
    }

    @Test
    void whereTwoStandInItIsATicketUntilOneOfThemGoesToo() {
        FleetSnapshot three = fleet(List.of("a", "b", "c"), feature(CallClass.INTERACTIVE));
        HealthView down = view(State.OPEN, Cause.TRANSPORT, 2, null);

        assertThat(downAlert(three).severity()).isEqualTo(Severity.TICKET);
        assertThat(HealthAlerts.of(three, Map.of("a", down, "c", down)))
                .hasSize(2)
                .allSatisfy(alert -> assertThat(alert.severity()).isEqualTo(Severity.PAGE));
        FleetSnapshot stopped = three.directed(Directives.NONE.stopping(Set.of("c")));
        assertThat(downAlert(stopped).severity()).isEqualTo(Severity.PAGE);
    }

    @Test
    void aFallbackStandsInToo() {
        Feature urgent = feature(CallClass.INTERACTIVE);
        List<String> names = List.of("a", "b", "c");

        assertThat(downAlert(fleet(names, List.of("a", "b"), "c", urgent)).severity())
                .isEqualTo(Severity.TICKET);
        assertThat(downAlert(fleet(List.of("a", "b"), List.of("a"), "b", urgent)).words())
                .endsWith("and route both has one endpoint left");
        assertThat(downAlert(fleet(List.of("a", "b"), List.of("b"), "a", null)).words())
                .as("the route to which nothing else falls back")
                .endsWith("and nothing else serves route other");
    }

    @Test
    void whatLiesOutsideOfAFeaturesZonesStandsInForNobody() {
        List<String> names = List.of("a", "b", "c");

        assertThat(downAlert(fleet(names, feature(CallClass.BATCH, "a"))).words())
                .endsWith("and nothing else serves route both");
        assertThat(downAlert(fleet(names, feature(CallClass.INTERACTIVE, "a", "b"))).words())
                .endsWith("and route both has one endpoint left");
        assertThat(downAlert(fleet(names, feature(CallClass.INTERACTIVE, "b"))).severity())
                .as("it never served the feature")
                .isEqualTo(Severity.TICKET);
    }

    @Test
    void aDegradedEndpointIsToldWithItsRatesUntilTheSymptomIsGone() {
        for (State state : List.of(State.OPEN, State.RAMP_UP, State.CLOSED)) {
            Cause cause = state == State.CLOSED ? null : Cause.MEANING;
            assertThat(alerts(view(state, cause, 0, WORSE), HealthView.WELL))
                    .singleElement()
                    .satisfies(alert -> {
                        assertThat(alert.kind()).isEqualTo(Alert.Kind.DEGRADED);
                        assertThat(alert.severity()).isEqualTo(Severity.TICKET);
                        assertThat(alert.words())
                                .isEqualTo("a: 3.1% malformed answers in 212 calls (usual: 0.5%)");
                    });
        }
    }

    @Test
    void ofWhatWasStoppedOnPurposeOnlyARefusedAccountIsTold() {
        FleetSnapshot stopped = FLEET.directed(Directives.NONE.stopping(Set.of("a")));

        assertThat(
                        HealthAlerts.of(
                                stopped, Map.of("a", view(State.OPEN, Cause.TRANSPORT, 9, WORSE))))
                .isEmpty();
        assertThat(HealthAlerts.of(stopped, Map.of("a", view(State.HELD, Cause.ACCOUNT, 0, null))))
                .hasSize(1);
    }
}
