package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestFleet.MID_MONTH;
import static dev.fleetward.core.quota.TestFleet.SECOND;
import static dev.fleetward.core.quota.TestFleet.admit;
import static dev.fleetward.core.quota.TestFleet.admitted;
import static dev.fleetward.core.quota.TestFleet.endpoint;
import static dev.fleetward.core.quota.TestFleet.feature;
import static dev.fleetward.core.quota.TestFleet.gauges;
import static dev.fleetward.core.quota.TestFleet.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.quota.Admission.Admitted;
import dev.fleetward.core.quota.Settlement.Ending;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Objective;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.view.QuotaView.ThrottleView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BreachReactionTest {
    private static final long PERIOD = BreachThrottle.PERIOD_NANOS;
    private static final int PLACES = 100;
    private static final Pool POOL = gauges("gpu", PLACES, FREE);
    private static final Endpoint GPU = endpoint(POOL);

    /// Promises its first token within half a second.
    private static final Feature CHAT =
            new Feature(
                    "chat",
                    null,
                    CallClass.INTERACTIVE,
                    1,
                    Map.of(),
                    null,
                    Set.of(),
                    new Objective(SECOND / 2, null),
                    Parallel.DEFAULT,
                    new QueueBounds(1_000, 1L << 40, 2 * SECOND));

    private static final Feature REPORT = feature("report", null);

    private final FairDesk desk =
            new FairDesk(snapshot(List.of(POOL), List.of(CHAT, REPORT)), 0, MID_MONTH);

    private static Ask ask(Feature feature, CallClass callClass) {
        return TestFleet.ask(feature, callClass, new Estimate(10, 10, 10), GPU);
    }

    /// What became of ten calls of the chat.
    private void chat(Ending ending, long firstTokenNanos, long now) {
        for (int i = 0; i < 10; i++) {
            Lease lease = admitted(desk, ask(CHAT, CallClass.INTERACTIVE), now);
            Settlement settlement =
                    new Settlement(ending, Usage.NONE, 0, true, firstTokenNanos, firstTokenNanos);
            desk.settle(lease, settlement, now);
        }
    }

    /// How many batch calls run at once beside each other.
    private int batchAtOnce(long now) {
        List<Lease> leases = new ArrayList<>();
        while (leases.size() <= PLACES
                && admit(desk, ask(REPORT, CallClass.BATCH), now)
                        instanceof Admitted(Lease lease)) {
            leases.add(lease);
        }
        leases.forEach(lease -> desk.settle(lease, Settlement.NOT_SENT, now));
        return leases.size();
    }

    private ThrottleView throttle(long now) {
        return desk.view(now).pools().getFirst().throttle();
    }

    @Test
    void batchIsHeldBackWhileTheChatMissesItsFirstTokenAndIsReleasedGradually() {
        assertThat(batchAtOnce(1)).isEqualTo(PLACES);
        chat(Ending.SUCCEEDED, SECOND, 2);
        assertThat(batchAtOnce(PERIOD)).isEqualTo(PLACES / 2);
        assertThat(throttle(PERIOD)).isEqualTo(new ThrottleView(500_000, "interactive"));

        chat(Ending.SUCCEEDED, SECOND / 4, PERIOD + 1);
        assertThat(batchAtOnce(2 * PERIOD)).isEqualTo(55);
        assertThat(batchAtOnce(3 * PERIOD)).isEqualTo(60);
        assertThat(batchAtOnce(11 * PERIOD)).isEqualTo(PLACES);
        assertThat(throttle(11 * PERIOD)).isEqualTo(ThrottleView.OPEN);
    }

    @Test
    void callsThatTimedOutOrWereTooMuchAreMissesToo() {
        long now = 1;
        for (int i = 1; i <= 4; i++) {
            chat(Ending.OVERLOADED, 0, now);
            now = i * PERIOD;
            assertThat(batchAtOnce(now)).isEqualTo(PLACES >> i);
        }
    }

    @Test
    void streamsThatEndedWithoutATokenAfterTheirTimeAreMissesHoweverTheyEnded() {
        for (long tokenless : new long[] {SECOND / 4, SECOND}) {
            for (int i = 0; i < 10; i++) {
                Lease lease = admitted(desk, ask(CHAT, CallClass.INTERACTIVE), 1);
                desk.settle(
                        lease,
                        new Settlement(Ending.NOT_A_SAMPLE, Usage.NONE, 0, true, 0, 0, tokenless),
                        1 + tokenless);
            }
            boolean late = tokenless > SECOND / 2;
            assertThat(batchAtOnce(late ? 2 * PERIOD : PERIOD))
                    .as("after %s ns", tokenless)
                    .isEqualTo(late ? PLACES / 2 : PLACES);
        }
        assertThat(throttle(2 * PERIOD)).isEqualTo(new ThrottleView(500_000, "interactive"));
    }

    @Test
    void callersThatHangUpSayNothing() {
        chat(Ending.NOT_A_SAMPLE, 0, 1);
        assertThat(batchAtOnce(PERIOD)).isEqualTo(PLACES);
    }

    @Test
    void callsThatWaitedInVainAreMisses() {
        List<Lease> full = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            full.add(admitted(desk, ask(REPORT, CallClass.BATCH), 0));
        }
        for (int i = 0; i < 10; i++) {
            desk.admit(ask(CHAT, CallClass.INTERACTIVE), decision -> {}, 1);
        }
        desk.tick(3 * SECOND, MID_MONTH);
        assertThat(desk.view(3 * SECOND).pools().getFirst().refused()).isEqualTo(10);
        full.forEach(lease -> desk.settle(lease, Settlement.NOT_SENT, 3 * SECOND));
        assertThat(batchAtOnce(PERIOD)).isEqualTo(PLACES / 2);
    }

    @Test
    void callersLessPatientThanTheObjectiveSayNothing() {
        List<Lease> full = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            full.add(admitted(desk, ask(REPORT, CallClass.BATCH), 0));
        }
        Ask plain = ask(CHAT, CallClass.INTERACTIVE);
        Ask hasty =
                new Ask(
                        plain.call(),
                        plain.feature(),
                        plain.who(),
                        plain.route(),
                        plain.attempt(),
                        plain.candidates(),
                        plain.estimate(),
                        plain.bytes(),
                        SECOND / 10);
        for (int i = 0; i < 10; i++) {
            desk.admit(hasty, decision -> {}, 1);
        }
        desk.tick(SECOND / 5, MID_MONTH);
        full.forEach(lease -> desk.settle(lease, Settlement.NOT_SENT, SECOND));
        assertThat(batchAtOnce(PERIOD)).isEqualTo(PLACES);
    }
}
