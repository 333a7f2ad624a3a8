package dev.fleetward.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthAlertsTest {
    private static final Degraded WORSE = new Degraded(Symptom.MALFORMED, 0.031, 0.005, 212);
    private static final FleetSnapshot FLEET = fleet();

    private static FleetSnapshot fleet() {
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
        Endpoint a = endpoint("a", provider);
        Endpoint b = endpoint("b", provider);
        Route both =
                new Route(
                        "both",
                        List.of(new Route.Candidate(a, 1), new Route.Candidate(b, 1)),
                        Route.Strategy.FAILOVER,
                        false,
                        Timeouts.DEFAULT);
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of("p", provider),
                Map.of(),
                Map.of("a", a, "b", b),
                Map.of("both", both),
                Map.of(),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.PASS);
    }

    private static Endpoint endpoint(String name, Provider provider) {
        return new Endpoint(
                name, provider, "m", "us", null, null, null, Timeouts.DEFAULT, null, false);
    }

    private static HealthView view(
            State state, @Nullable Cause cause, int openings, @Nullable Degraded degraded) {
        return new HealthView(
                state,
                cause,
                "why",
                openings == 0 ? "" : "no connection",
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
                        assertThat(alert.words()).isEqualTo("a: calls fail: no connection");
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
        FleetSnapshot stopped =
                FLEET.directed(new Directives(Set.of("a"), Set.of(), Set.of(), Set.of()));

        assertThat(
                        HealthAlerts.of(
                                stopped, Map.of("a", view(State.OPEN, Cause.TRANSPORT, 9, WORSE))))
                .isEmpty();
        assertThat(HealthAlerts.of(stopped, Map.of("a", view(State.HELD, Cause.ACCOUNT, 0, null))))
                .hasSize(1);
    }
}
