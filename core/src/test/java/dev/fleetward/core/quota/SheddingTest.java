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
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.QueueBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SheddingTest {
    private static final Pool ONE = gauges("one", 1, FREE);
    private static final Pool OTHER = gauges("other", 1, FREE);
    private static final Endpoint AT_ONE = endpoint(ONE);
    private static final Endpoint AT_OTHER = endpoint(OTHER);
    private static final Feature WAITS =
            feature("chat", null, Map.of(), Parallel.DEFAULT, new QueueBounds(10, 1L << 20, 0));
    private static final FleetSnapshot PLAIN = snapshot(List.of(ONE, OTHER), List.of(WAITS));
    private static final FleetSnapshot SHEDS_ONE =
            PLAIN.directed(Directives.ofBudgets(Set.of(), Set.of("one"), Set.of(), Set.of()));
    private static final Estimate SMALL = new Estimate(1, 1, 1);

    private final FairDesk desk = new FairDesk(PLAIN, 0, MID_MONTH);
    private final List<Admission> told = new ArrayList<>();

    private Admission admit(CallClass callClass, Endpoint... where) {
        return desk.admit(ask(WAITS, callClass, SMALL, where), told::add, 0);
    }

    private static Lease lease(Admission admission) {
        if (admission instanceof Admitted(Lease lease)) {
            return lease;
        }
        throw new AssertionError("not admitted: " + admission);
    }

    @ParameterizedTest
    @EnumSource
    void onlyBatchAndBackgroundAreRefusedThoughThereIsRoom(CallClass callClass) {
        desk.adopt(SHEDS_ONE, 0);
        Admission decision = admit(callClass, AT_ONE);
        if (callClass == CallClass.INTERACTIVE || callClass == CallClass.STANDARD) {
            assertThat(decision).isInstanceOf(Admitted.class);
        } else {
            assertThat(decision)
                    .isEqualTo(
                            new Refused(
                                    FailureKind.SHED,
                                    "Calls of class "
                                            + callClass.label()
                                            + " are held back in pool one until others that share"
                                            + " it recover. Try again later.",
                                    Duration.ofSeconds(60)));
        }
    }

    @Test
    void theFleetsOwnProbesGoOn() {
        Feature probes = feature(Feature.PROBES, null, Map.of(), Parallel.DEFAULT, WAITS.queue());
        desk.adopt(SHEDS_ONE, 0);
        assertThat(desk.admit(ask(probes, CallClass.BACKGROUND, SMALL, AT_ONE), told::add, 0))
                .isInstanceOf(Admitted.class);
    }

    @Test
    void anotherPoolThatCouldServeItDoes() {
        desk.adopt(SHEDS_ONE, 0);
        assertThat(lease(admit(CallClass.BATCH, AT_ONE, AT_OTHER)).endpoint()).isEqualTo(AT_OTHER);
        assertThat(admit(CallClass.BATCH, AT_ONE, AT_OTHER)).isInstanceOf(Queued.class);
    }

    @Test
    void whoWaitsIsRefusedAtOnceAndGivesBackItsPlace() {
        Lease running = lease(admit(CallClass.STANDARD, AT_ONE));
        assertThat(admit(CallClass.BATCH, AT_ONE)).isInstanceOf(Queued.class);
        assertThat(admit(CallClass.STANDARD, AT_ONE)).isInstanceOf(Queued.class);

        desk.adopt(SHEDS_ONE, SECOND);
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(FailureKind.SHED));
        desk.settle(running, used(1, 1), SECOND);
        assertThat(told).hasSize(2);
        desk.settle(lease(told.get(1)), used(1, 1), SECOND);
        assertThat(desk.anyWaits()).isFalse();
        assertThat(desk.view(SECOND).openLeases()).isZero();
    }

    @Test
    void whoWaitsElsewhereTooGoesOnWaitingThere() {
        lease(admit(CallClass.STANDARD, AT_ONE));
        Lease there = lease(admit(CallClass.STANDARD, AT_OTHER));
        assertThat(admit(CallClass.BATCH, AT_ONE, AT_OTHER)).isInstanceOf(Queued.class);

        desk.adopt(SHEDS_ONE, SECOND);
        assertThat(told).isEmpty();
        desk.settle(there, used(1, 1), SECOND);
        assertThat(told)
                .singleElement()
                .satisfies(admitted -> assertThat(lease(admitted).endpoint()).isEqualTo(AT_OTHER));
        assertThat(desk.anyWaits()).isFalse();
    }

    @Test
    void whatRunsEndsAsIfNothingHadHappened() {
        Lease running = lease(admit(CallClass.BATCH, AT_ONE));
        desk.adopt(SHEDS_ONE, SECOND);
        desk.settle(running, used(1, 1), SECOND);
        assertThat(desk.view(SECOND).openLeases()).isZero();
    }

    @Test
    void allAreAdmittedAgainOnceItIsOver() {
        desk.adopt(SHEDS_ONE, 0);
        desk.adopt(PLAIN, 0);
        assertThat(admit(CallClass.BATCH, AT_ONE)).isInstanceOf(Admitted.class);
    }
}
