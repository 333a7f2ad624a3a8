package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.CHAT;
import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestFleet.MID_MONTH;
import static dev.fleetward.core.quota.TestFleet.MINUTE;
import static dev.fleetward.core.quota.TestFleet.SECOND;
import static dev.fleetward.core.quota.TestFleet.admitted;
import static dev.fleetward.core.quota.TestFleet.ask;
import static dev.fleetward.core.quota.TestFleet.available;
import static dev.fleetward.core.quota.TestFleet.desk;
import static dev.fleetward.core.quota.TestFleet.endpoint;
import static dev.fleetward.core.quota.TestFleet.gauges;
import static dev.fleetward.core.quota.TestFleet.pool;
import static dev.fleetward.core.quota.TestFleet.refused;
import static dev.fleetward.core.quota.TestFleet.snapshot;
import static dev.fleetward.core.quota.TestFleet.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.Admission.Refused;
import dev.fleetward.core.quota.Settlement.Ending;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionLimitsTest {
    private static final Pool TIGHT = pool("tight", 2, 1_000, 600);
    private static final Endpoint AT_TIGHT = endpoint(TIGHT);

    @Test
    void holdsEveryBucketOfThePoolAtOnce() {
        FairDesk desk = desk(TIGHT);

        Lease lease = admitted(desk, ask(300, 200, AT_TIGHT), 0);

        assertThat(lease.endpoint()).isSameAs(AT_TIGHT);
        assertThat(lease.reservedInputTokens()).isEqualTo(300);
        assertThat(lease.reservedOutputTokens()).isEqualTo(200);
        assertThat(available(desk, "tight", "requestsPerMinute", 0)).isEqualTo(1);
        assertThat(available(desk, "tight", "inputTokensPerMinute", 0)).isEqualTo(700);
        assertThat(available(desk, "tight", "outputTokensPerMinute", 0)).isEqualTo(400);
    }

    @Test
    void holdsNothingWhereOneBucketHasNoRoom() {
        FairDesk desk = desk(TIGHT);
        admitted(desk, ask(100, 500, AT_TIGHT), 0);

        refused(desk, ask(100, 200, AT_TIGHT), 0);

        assertThat(available(desk, "tight", "requestsPerMinute", 0)).isEqualTo(1);
        assertThat(available(desk, "tight", "inputTokensPerMinute", 0)).isEqualTo(900);
        assertThat(available(desk, "tight", "outputTokensPerMinute", 0)).isEqualTo(100);
        assertThat(desk.view(0).openLeases()).isEqualTo(1);
    }

    @Test
    void saysWhichLimitOfWhichPoolAndWhenThereIsRoom() {
        FairDesk desk = desk(TIGHT);
        admitted(desk, ask(100, 500, AT_TIGHT), 0);

        Refused refused = refused(desk, ask(100, 200, AT_TIGHT), 0);

        assertThat(refused.reason()).isEqualTo(FailureKind.QUOTA_EXHAUSTED);
        assertThat(refused.message())
                .isEqualTo(
                        "Pool tight has 100 of 600 outputTokensPerMinute left and the call needs"
                                + " 200. Try again later.");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(10));
        admitted(desk, ask(100, 200, AT_TIGHT), 10 * SECOND);
    }

    @Test
    void waitsForTheSlowestOfTheBucketsThatAreShort() {
        FairDesk desk = desk(TIGHT);
        admitted(desk, ask(1_000, 100, AT_TIGHT), 0);
        admitted(desk, ask(0, 0, AT_TIGHT), 0);

        Refused refused = refused(desk, ask(100, 0, AT_TIGHT), 0);

        // 100 input tokens take 6 s, one request 30 s.
        assertThat(refused.message()).contains("requestsPerMinute");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void takesTheFirstCandidateWithRoom() {
        Pool other = pool("other", 10, 10_000, 10_000);
        FairDesk desk = desk(TIGHT, other);
        Endpoint second = endpoint(other);

        assertThat(admitted(desk, ask(900, 10, AT_TIGHT, second), 0).endpoint()).isSameAs(AT_TIGHT);
        assertThat(admitted(desk, ask(900, 10, AT_TIGHT, second), 0).endpoint()).isSameAs(second);
        assertThat(admitted(desk, ask(90, 10, AT_TIGHT, second), 0).endpoint()).isSameAs(AT_TIGHT);
    }

    @Test
    void anEndpointWithoutAPoolAlwaysHasRoom() {
        FairDesk desk = desk();
        Endpoint free = endpoint("free", null, null);

        for (int i = 0; i < 1_000; i++) {
            admitted(desk, ask(1_000_000, 1_000_000, free), 0);
        }

        assertThat(desk.view(0).openLeases()).isEqualTo(1_000);
    }

    @Test
    void namesTheCandidateThatHasRoomSoonest() {
        Pool slow = pool("slow", 1, FREE, FREE);
        Pool quick = pool("quick", 6, FREE, FREE);
        FairDesk desk = desk(slow, quick);
        Endpoint[] both = {endpoint(slow), endpoint(quick)};
        for (int i = 0; i < 7; i++) {
            admitted(desk, ask(1, 1, both), 0);
        }

        Refused refused = refused(desk, ask(1, 1, both), 0);

        assertThat(refused.message()).contains("Pool quick");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aCallLargerThanTheWholeLimitNeverFits() {
        FairDesk desk = desk(TIGHT);

        Refused refused = refused(desk, ask(1_001, 0, AT_TIGHT), 0);

        assertThat(refused.message())
                .isEqualTo(
                        "The call may use 1001 of inputTokensPerMinute in pool tight, which holds"
                                + " 1000 at most: it can never fit. Make it smaller or raise the"
                                + " limit.");
        assertThat(refused.retryAfter()).isNull();
    }

    @Test
    void aPoolThatCanServeLaterIsNamedBeforeOneThatNeverCan() {
        Pool large = pool("large", FREE, 2_000, FREE);
        FairDesk desk = desk(TIGHT, large);
        Endpoint[] both = {AT_TIGHT, endpoint(large)};
        admitted(desk, ask(2_000, 0, both), 0);

        assertThat(refused(desk, ask(2_000, 0, both), 0).retryAfter())
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void givesBackWhatWasHeldAndNotUsed() {
        FairDesk desk = desk(TIGHT);
        Lease lease = admitted(desk, ask(800, 600, AT_TIGHT), 0);

        desk.settle(lease, used(300, 50), 0);

        assertThat(available(desk, "tight", "inputTokensPerMinute", 0)).isEqualTo(700);
        assertThat(available(desk, "tight", "outputTokensPerMinute", 0)).isEqualTo(550);
    }

    @Test
    void theRequestStaysSpent() {
        FairDesk desk = desk(TIGHT);
        for (int i = 0; i < 2; i++) {
            desk.settle(admitted(desk, ask(1, 1, AT_TIGHT), 0), used(0, 0), 0);
        }

        assertThat(refused(desk, ask(1, 1, AT_TIGHT), 0).retryAfter())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void newCallsWaitForWhatOthersUsedBeyondTheirHold() {
        FairDesk desk = desk(pool("tight", FREE, FREE, 600));
        desk.settle(admitted(desk, ask(0, 100, AT_TIGHT), 0), used(0, 800), 0);

        assertThat(available(desk, "tight", "outputTokensPerMinute", 0)).isEqualTo(-200);
        assertThat(refused(desk, ask(0, 1, AT_TIGHT), 0).retryAfter())
                .isEqualTo(Duration.ofMillis(20_100));
    }

    @Test
    void aCallThatNeedsNoneOfABucketDoesNotWaitForItsDebt() {
        FairDesk desk = desk(pool("tight", FREE, FREE, 600));
        desk.settle(admitted(desk, ask(0, 100, AT_TIGHT), 0), used(0, 800), 0);

        assertThat(admitted(desk, ask(500, 0, AT_TIGHT), 0)).isNotNull();
    }

    @Test
    void aBucketHoldsAtMostOneMinutesWorth() {
        FairDesk desk = desk(TIGHT);
        Lease lease = admitted(desk, ask(800, 0, AT_TIGHT), 0);

        desk.settle(lease, used(0, 0), 10 * MINUTE);

        assertThat(available(desk, "tight", "inputTokensPerMinute", 10 * MINUTE)).isEqualTo(1_000);
    }

    @Test
    void cacheReadsDoNotCountWhereTheProviderDoesNotCountThem() {
        Pool counted = new Pool("tight", Accounting.ANTHROPIC, FREE, 1_000, FREE, FREE, FREE);
        FairDesk desk = desk(counted);
        Usage usage =
                new Usage(
                        TokenCount.reported(100),
                        TokenCount.reported(700),
                        TokenCount.reported(50),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.ABSENT);

        desk.settle(
                admitted(desk, ask(850, 0, AT_TIGHT), 0),
                new Settlement(Ending.SUCCEEDED, usage, 0),
                0);

        assertThat(available(desk, "tight", "inputTokensPerMinute", 0)).isEqualTo(850);
    }

    @Test
    void refusesWhatIsUnderWayAtOnceBeyondTheGauges() {
        FairDesk desk = desk(gauges("gpu", 2, 1_000));
        Endpoint gpu = endpoint(gauges("gpu", 2, 1_000));
        Lease first = admitted(desk, ask(300, 300, gpu), 0);

        Refused noMemory = refused(desk, ask(300, 200, gpu), 0);
        assertThat(noMemory.message()).contains("400 of 1000 kvTokens free", "needs 500");
        assertThat(noMemory.retryAfter()).as("nobody knows when a call ends").isNull();

        admitted(desk, ask(100, 100, gpu), 0);
        assertThat(refused(desk, ask(0, 0, gpu), 0).message()).contains("0 of 2 concurrent free");

        desk.settle(first, used(300, 5_000), 0);
        assertThat(available(desk, "gpu", "concurrent", 0)).isEqualTo(1);
        assertThat(available(desk, "gpu", "kvTokens", 0)).isEqualTo(800);
    }

    @Test
    void aLeaseIsSettledOnce() {
        FairDesk desk = desk(TIGHT);
        Lease lease = admitted(desk, ask(10, 10, AT_TIGHT), 0);
        desk.settle(lease, used(10, 10), 0);

        assertThatThrownBy(() -> desk.settle(lease, used(10, 10), 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at-tight");
        assertThat(available(desk, "tight", "inputTokensPerMinute", 0)).isEqualTo(990);
        assertThat(desk.view(0).openLeases()).isZero();
    }

    @Test
    void aLeaseOfAnotherDeskIsNotSettledHere() {
        Lease lease = admitted(desk(TIGHT), ask(10, 10, AT_TIGHT), 0);
        FairDesk other = desk(TIGHT);

        assertThatThrownBy(() -> other.settle(lease, used(10, 10), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatNobodyWaitsForAnyMore() {
        FairDesk desk = desk(TIGHT);
        Ask late =
                new Ask(
                        ask(1, 1, AT_TIGHT).call(),
                        CHAT,
                        ask(1, 1, AT_TIGHT).who(),
                        "route",
                        1,
                        List.of(AT_TIGHT),
                        new Estimate(1, 1, 1),
                        0,
                        5);

        assertThat(refused(desk, late, 5).reason()).isEqualTo(FailureKind.DEADLINE_EXCEEDED);
        assertThat(admitted(desk, late, 4)).isNotNull();
    }

    @Test
    void newLimitsKeepLevelsAndOpenLeases() {
        FairDesk desk = desk(TIGHT);
        Lease lease = admitted(desk, ask(900, 0, AT_TIGHT), 0);

        desk.adopt(snapshot(List.of(pool("tight", 2, 4_000, 600)), List.of(CHAT)), 0);
        assertThat(available(desk, "tight", "inputTokensPerMinute", 0)).isEqualTo(100);
        assertThat(available(desk, "tight", "inputTokensPerMinute", 15 * SECOND))
                .as("refills at the new rate")
                .isEqualTo(1_100);

        desk.adopt(snapshot(List.of(pool("tight", 2, 500, 600)), List.of(CHAT)), 15 * SECOND);
        assertThat(available(desk, "tight", "inputTokensPerMinute", 15 * SECOND)).isEqualTo(500);

        desk.settle(lease, used(900, 0), 15 * SECOND);
        assertThat(available(desk, "tight", "inputTokensPerMinute", 15 * SECOND)).isEqualTo(500);
    }

    @Test
    void aLimitThatAppearsStartsWithWhatOpenLeasesLeave() {
        FairDesk desk = desk(pool("tight", FREE, FREE, FREE));
        Lease lease = admitted(desk, ask(700, 0, AT_TIGHT), 0);

        desk.adopt(snapshot(List.of(TIGHT), List.of(CHAT)), 0);
        assertThat(available(desk, "tight", "inputTokensPerMinute", 0)).isEqualTo(300);

        desk.settle(lease, used(200, 0), 0);
        assertThat(available(desk, "tight", "inputTokensPerMinute", 0)).isEqualTo(800);
    }

    @Test
    void aPoolThatLeftIsForgottenWithItsLastLease() {
        FairDesk desk = desk(TIGHT, pool("idle", 1, 1, 1));
        Lease lease = admitted(desk, ask(700, 0, AT_TIGHT), 0);

        desk.adopt(snapshot(List.of(), List.of(CHAT)), 0);
        assertThat(desk.view(0).pools())
                .extracting(QuotaView.PoolView::pool)
                .containsExactly("tight");

        desk.settle(lease, used(700, 0), 0);
        assertThat(desk.view(0).pools()).isEmpty();
    }

    @Test
    void aCallFromAnOlderSnapshotStillFindsItsPool() {
        FairDesk desk = desk(TIGHT);
        desk.adopt(snapshot(List.of(), List.of(CHAT)), 0);

        Lease lease = admitted(desk, ask(700, 0, AT_TIGHT), 0);
        refused(desk, ask(700, 0, AT_TIGHT), 0);
        desk.settle(lease, used(700, 0), 0);

        assertThat(desk.view(0).pools()).isEmpty();
        assertThat(desk.view(0).openLeases()).isZero();
    }

    @Test
    void countsWhatItAdmittedAndRefused() {
        FairDesk desk = desk(TIGHT);
        for (int i = 0; i < 5; i++) {
            TestFleet.admit(desk, ask(1, 1, AT_TIGHT), 0);
        }

        QuotaView.PoolView view = desk.view(0).pools().getFirst();
        assertThat(view.admitted()).isEqualTo(2);
        assertThat(view.refused()).isEqualTo(3);
    }

    @Test
    void theMonotonicClockMayBeNegative() {
        long start = Long.MIN_VALUE + 5;
        FairDesk desk = new FairDesk(snapshot(List.of(TIGHT), List.of(CHAT)), start, MID_MONTH);
        Ask ask =
                new Ask(
                        ask(1, 1, AT_TIGHT).call(),
                        CHAT,
                        ask(CHAT, CallClass.STANDARD, new Estimate(1, 1, 1), AT_TIGHT).who(),
                        "route",
                        1,
                        List.of(AT_TIGHT),
                        new Estimate(1_000, 0, 0),
                        0,
                        start + 10 * MINUTE);
        admitted(desk, ask, start);

        assertThat(refused(desk, ask, start + 15 * SECOND).retryAfter())
                .isEqualTo(Duration.ofSeconds(45));
    }
}
