package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestFleet.MID_MONTH;
import static dev.fleetward.core.quota.TestFleet.SECOND;
import static dev.fleetward.core.quota.TestFleet.ask;
import static dev.fleetward.core.quota.TestFleet.endpoint;
import static dev.fleetward.core.quota.TestFleet.feature;
import static dev.fleetward.core.quota.TestFleet.gauges;
import static dev.fleetward.core.quota.TestFleet.snapshot;
import static dev.fleetward.core.quota.TestFleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.Admission.Admitted;
import dev.fleetward.core.quota.Admission.Queued;
import dev.fleetward.core.quota.Admission.Refused;
import dev.fleetward.core.snapshot.Care;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.QueueBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoppedEndpointsTest {
    private static final Pool ONE = gauges("one", 1, FREE);
    private static final Pool OTHER = gauges("other", 1, FREE);
    private static final Endpoint AT_ONE = endpoint(ONE);
    private static final Endpoint TWIN = named("twin", AT_ONE);
    private static final Endpoint AT_OTHER = endpoint(OTHER);
    private static final Feature WAITS =
            feature("chat", null, Map.of(), Parallel.DEFAULT, new QueueBounds(10, 1L << 20, 0));
    private static final FleetSnapshot PLAIN = snapshot(List.of(ONE, OTHER), List.of(WAITS));
    private static final FleetSnapshot STOPS_ONE =
            PLAIN.directed(Directives.NONE.stopping(Set.of(AT_ONE.name())));
    private static final Estimate SMALL = new Estimate(1, 1, 1);

    private final FairDesk desk = new FairDesk(PLAIN, 0, MID_MONTH);
    private final List<Admission> told = new ArrayList<>();

    private static Endpoint named(String name, Endpoint like) {
        return new Endpoint(
                name,
                like.provider(),
                like.model(),
                like.region(),
                like.zone(),
                like.pool(),
                like.owner(),
                like.timeouts(),
                like.price(),
                false,
                false,
                Care.NONE);
    }

    private Admission admit(Endpoint... where) {
        return desk.admit(ask(WAITS, CallClass.STANDARD, SMALL, where), told::add, 0);
    }

    private static Lease lease(Admission admission) {
        if (admission instanceof Admitted(Lease lease)) {
            return lease;
        }
        throw new AssertionError("not admitted: " + admission);
    }

    private static void assertNoEndpoint(Admission decision) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(FailureKind.NO_ENDPOINT);
                            assertThat(refused.message()).contains("taken out of service");
                        });
    }

    @Test
    void aCallThatWasPlannedBeforeGoesElsewhere() {
        desk.adopt(STOPS_ONE, 0);
        assertThat(lease(admit(AT_ONE, AT_OTHER)).endpoint()).isEqualTo(AT_OTHER);
        assertNoEndpoint(admit(AT_ONE));
    }

    @Test
    void aCallThatWaitsForNothingElseIsRefusedAtOnce() {
        Lease running = lease(admit(AT_ONE));
        assertThat(admit(AT_ONE)).isInstanceOf(Queued.class);

        desk.adopt(STOPS_ONE, SECOND);
        assertThat(told).singleElement().satisfies(StoppedEndpointsTest::assertNoEndpoint);
        assertThat(desk.anyWaits()).isFalse();

        desk.settle(running, used(1, 1), SECOND);
        assertThat(told).hasSize(1);
        assertThat(desk.view(SECOND).openLeases()).isZero();
    }

    @Test
    void aCallThatWaitsElsewhereTooGoesOnWaitingThere() {
        lease(admit(AT_ONE));
        Lease there = lease(admit(AT_OTHER));
        assertThat(admit(AT_ONE, AT_OTHER)).isInstanceOf(Queued.class);

        desk.adopt(STOPS_ONE, SECOND);
        assertThat(told).isEmpty();
        desk.settle(there, used(1, 1), SECOND);
        assertThat(told)
                .singleElement()
                .satisfies(admitted -> assertThat(lease(admitted).endpoint()).isEqualTo(AT_OTHER));
    }

    @Test
    void aCallKeepsItsPlaceWhereAnotherEndpointDrawsFromTheSamePool() {
        Lease running = lease(admit(AT_ONE));
        assertThat(admit(AT_ONE, TWIN)).isInstanceOf(Queued.class);
        assertThat(admit(TWIN)).isInstanceOf(Queued.class);

        desk.adopt(STOPS_ONE, SECOND);
        assertThat(told).isEmpty();
        desk.settle(running, used(1, 1), SECOND);
        assertThat(told)
                .singleElement()
                .satisfies(first -> assertThat(lease(first).endpoint()).isEqualTo(TWIN));
        desk.settle(lease(told.getFirst()), used(1, 1), SECOND);
        assertThat(told).hasSize(2);
    }

    @Test
    void itServesAgainOnceThatIsOver() {
        desk.adopt(STOPS_ONE, 0);
        desk.adopt(PLAIN, 0);
        assertThat(lease(admit(AT_ONE, AT_OTHER)).endpoint()).isEqualTo(AT_ONE);
    }
}
