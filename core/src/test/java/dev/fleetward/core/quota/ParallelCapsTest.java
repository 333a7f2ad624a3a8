package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestFleet.MID_MONTH;
import static dev.fleetward.core.quota.TestFleet.endpoint;
import static dev.fleetward.core.quota.TestFleet.feature;
import static dev.fleetward.core.quota.TestFleet.gauges;
import static dev.fleetward.core.quota.TestFleet.snapshot;
import static dev.fleetward.core.quota.TestFleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.quota.Admission.Admitted;
import dev.fleetward.core.quota.Admission.Queued;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.QueueBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParallelCapsTest {
    private static final Pool TEN = gauges("ten", 10, FREE);
    private static final Endpoint AT_TEN = endpoint(TEN);
    private static final int FREELY = Parallel.UNLIMITED;

    private final List<String> ran = new ArrayList<>();

    private static FairDesk desk(Feature feature) {
        return new FairDesk(snapshot(List.of(TEN), List.of(feature)), 0, MID_MONTH);
    }

    private static Feature capped(int tenant, int key) {
        return feature(
                "chat",
                null,
                Map.of(),
                new Parallel(FREELY, tenant, key, FREELY),
                new QueueBounds(1_000, 1L << 40, 0));
    }

    private Admission admit(FairDesk desk, Feature feature, String key, String tenant) {
        Ask ask =
                new Ask(
                        new CallId(1, 2),
                        feature,
                        new Attribution(
                                key,
                                feature.name(),
                                tenant,
                                Origin.USER,
                                true,
                                CallClass.STANDARD,
                                true,
                                null,
                                null),
                        "route",
                        1,
                        List.of(AT_TEN),
                        new Estimate(1, 0, 0),
                        0,
                        Long.MAX_VALUE / 2);
        return desk.admit(ask, decision -> ran.add(key + "/" + tenant), 0);
    }

    private static Lease lease(Admission decision) {
        assertThat(decision).isInstanceOf(Admitted.class);
        return ((Admitted) decision).lease();
    }

    @Test
    void capsTheCallsOfAKeyAndOtherKeysPassIt() {
        Feature chat = capped(FREELY, 2);
        FairDesk desk = desk(chat);
        Lease first = lease(admit(desk, chat, "a", "t"));
        lease(admit(desk, chat, "a", "t"));
        assertThat(admit(desk, chat, "a", "t")).isInstanceOf(Queued.class);
        assertThat(admit(desk, chat, "a", "t")).isInstanceOf(Queued.class);
        lease(admit(desk, chat, "b", "t"));
        assertThat(ran).isEmpty();

        desk.settle(first, used(1, 1), 1);
        assertThat(ran).containsExactly("a/t");
    }

    @Test
    void capsTheCallsOfATenantOverAllItsKeysAndOtherTenantsPassIt() {
        Feature chat = capped(2, FREELY);
        FairDesk desk = desk(chat);
        Lease first = lease(admit(desk, chat, "a", "t"));
        lease(admit(desk, chat, "b", "t"));
        assertThat(admit(desk, chat, "c", "t")).isInstanceOf(Queued.class);
        lease(admit(desk, chat, "a", "u"));
        lease(admit(desk, chat, "a", "u"));
        assertThat(admit(desk, chat, "a", "u")).isInstanceOf(Queued.class);
        assertThat(ran).isEmpty();

        desk.settle(first, used(1, 1), 1);
        assertThat(ran).containsExactly("c/t");
    }

    @Test
    void aKeyThatIsNotFullWaitsForItsTenant() {
        Feature chat = capped(1, 1);
        FairDesk desk = desk(chat);
        Lease first = lease(admit(desk, chat, "a", "t"));
        assertThat(admit(desk, chat, "b", "t")).isInstanceOf(Queued.class);
        assertThat(admit(desk, chat, "a", "u")).as("its key is full").isInstanceOf(Queued.class);

        desk.settle(first, used(1, 1), 1);
        assertThat(ran).containsExactlyInAnyOrder("b/t", "a/u");
    }
}
