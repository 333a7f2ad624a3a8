package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestFleet.MID_MONTH;
import static dev.fleetward.core.quota.TestFleet.MINUTE;
import static dev.fleetward.core.quota.TestFleet.SECOND;
import static dev.fleetward.core.quota.TestFleet.endpoint;
import static dev.fleetward.core.quota.TestFleet.feature;
import static dev.fleetward.core.quota.TestFleet.gauges;
import static dev.fleetward.core.quota.TestFleet.pool;
import static dev.fleetward.core.quota.TestFleet.snapshot;
import static dev.fleetward.core.quota.TestFleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.Admission.Admitted;
import dev.fleetward.core.quota.Admission.Queued;
import dev.fleetward.core.quota.Admission.Refused;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FairDeskTest {
    private static final long NO_DEADLINE = Long.MAX_VALUE / 2;
    private static final QueueBounds WAITS = new QueueBounds(1_000, 1L << 40, 0);

    /// A thousand tokens of input a minute.
    private static final Pool THOUSAND = pool("thousand", FREE, 1_000, FREE);

    private static final Endpoint AT_THOUSAND = endpoint(THOUSAND);
    private static final Pool TWO = gauges("two", 2, FREE);
    private static final Endpoint AT_TWO = endpoint(TWO);
    private static final Pool OPENAI =
            new Pool("openai", Accounting.OPENAI, 100, FREE, FREE, FREE, FREE);

    private final Map<String, Admission> told = new HashMap<>();
    private final List<String> order = new ArrayList<>();

    private static Feature waiting(String name) {
        return feature(name, null, Map.of(), Parallel.DEFAULT, WAITS);
    }

    private static Feature sharing(String name, int reserve, int lend, int borrow) {
        return feature(
                name,
                null,
                Map.of(
                        "thousand",
                        share(reserve, lend, borrow),
                        "two",
                        share(reserve, lend, borrow)),
                Parallel.DEFAULT,
                WAITS);
    }

    private static Share share(int reserve, int lend, int borrow) {
        return new Share(
                new Percent(reserve * 10_000),
                new Percent(lend * 10_000),
                new Percent(borrow * 10_000));
    }

    private static FairDesk desk(List<Pool> pools, Feature... features) {
        return new FairDesk(snapshot(pools, List.of(features)), 0, MID_MONTH);
    }

    private static Ask ask(
            Feature feature, CallClass callClass, long input, long deadline, Endpoint... where) {
        return ask(feature, callClass, null, null, input, deadline, where);
    }

    private static Ask ask(
            Feature feature,
            CallClass callClass,
            @Nullable String tenant,
            @Nullable String job,
            long input,
            long deadline,
            Endpoint... where) {
        return new Ask(
                new CallId(1, 2),
                feature,
                new Attribution(
                        feature.name() + "-key",
                        feature.name(),
                        tenant,
                        Origin.USER,
                        true,
                        callClass,
                        true,
                        job,
                        null),
                "route",
                1,
                List.of(where),
                new Estimate(input, 0, 0),
                1_000,
                deadline);
    }

    private Admission admit(FairDesk desk, String name, Ask ask, long now) {
        return desk.admit(
                ask,
                decision -> {
                    assertThat(told.put(name, decision)).as(name + " is told once").isNull();
                    order.add(name);
                },
                now);
    }

    private Lease admitted(FairDesk desk, Ask ask, long now) {
        if (admit(desk, "at once", ask, now) instanceof Admitted(Lease lease)) {
            return lease;
        }
        throw new AssertionError("not admitted");
    }

    private void queued(FairDesk desk, String name, Ask ask, long now) {
        assertThat(admit(desk, name, ask, now)).as(name).isInstanceOf(Queued.class);
    }

    private Refused refusal(String name) {
        if (told.get(name) instanceof Refused refused) {
            return refused;
        }
        throw new AssertionError(name + " was not refused");
    }

    private static void tick(FairDesk desk, long now) {
        desk.tick(now, MID_MONTH + now / 1_000);
    }

    @Test
    void whoFindsNoRoomWaitsUntilItRefills() {
        Feature chat = waiting("chat");
        FairDesk desk = desk(List.of(THOUSAND), chat);
        admitted(desk, ask(chat, CallClass.STANDARD, 1_000, NO_DEADLINE, AT_THOUSAND), 0);

        queued(desk, "next", ask(chat, CallClass.STANDARD, 500, NO_DEADLINE, AT_THOUSAND), 0);
        assertThat(desk.anyWaits()).isTrue();
        tick(desk, 29 * SECOND);
        assertThat(told).isEmpty();
        tick(desk, 30 * SECOND);
        assertThat(told.get("next")).isInstanceOf(Admitted.class);
        assertThat(desk.anyWaits()).isFalse();
    }

    @Test
    void whoEndsLetsTheNextOneRun() {
        Feature chat = waiting("chat");
        FairDesk desk = desk(List.of(TWO), chat);
        Lease first = admitted(desk, ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO), 0);
        admitted(desk, ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO), 0);
        queued(desk, "third", ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO), 0);

        desk.settle(first, used(1, 1), SECOND);
        assertThat(told.get("third")).isInstanceOf(Admitted.class);
        assertThat(desk.view(SECOND).openLeases()).isEqualTo(2);
    }

    @Test
    void interactiveCallsGoBeforeBatchCallsThatCameEarlier() {
        Feature chat = waiting("chat");
        Feature report = waiting("report");
        FairDesk desk = desk(List.of(THOUSAND), chat, report);
        admitted(desk, ask(report, CallClass.BATCH, 1_000, NO_DEADLINE, AT_THOUSAND), 0);
        for (int i = 0; i < 3; i++) {
            queued(
                    desk,
                    "report" + i,
                    ask(report, CallClass.BATCH, 500, NO_DEADLINE, AT_THOUSAND),
                    0);
        }
        queued(desk, "chat", ask(chat, CallClass.INTERACTIVE, 100, NO_DEADLINE, AT_THOUSAND), 0);
        for (long second = 1; second <= 120; second++) {
            tick(desk, second * SECOND);
        }
        assertThat(order).containsExactly("chat", "report0", "report1", "report2");
    }

    @Test
    void aReservationIsGivenBackAtOnceHoweverMuchOthersWait() {
        Feature chat = sharing("chat", 60, 100, 100);
        Feature report = sharing("report", 10, 100, 100);
        FairDesk desk = desk(List.of(TWO), chat, report);
        Lease borrowed =
                admitted(desk, ask(report, CallClass.INTERACTIVE, 1, NO_DEADLINE, AT_TWO), 0);
        admitted(desk, ask(report, CallClass.INTERACTIVE, 1, NO_DEADLINE, AT_TWO), 0);
        for (int i = 0; i < 10; i++) {
            queued(
                    desk,
                    "report" + i,
                    ask(report, CallClass.INTERACTIVE, 1, NO_DEADLINE, AT_TWO),
                    0);
        }
        queued(desk, "chat", ask(chat, CallClass.BATCH, 1, NO_DEADLINE, AT_TWO), 0);

        desk.settle(borrowed, used(1, 1), SECOND);
        assertThat(order).containsExactly("chat");
    }

    @Test
    void whoMayNotBorrowStaysWithinItsReservation() {
        Feature report = sharing("report", 20, 100, 0);
        Feature chat = sharing("chat", 80, 100, 100);
        FairDesk desk = desk(List.of(THOUSAND), chat, report);
        admitted(desk, ask(report, CallClass.BATCH, 150, NO_DEADLINE, AT_THOUSAND), 0);

        queued(desk, "report", ask(report, CallClass.BATCH, 150, NO_DEADLINE, AT_THOUSAND), 0);
        admitted(desk, ask(chat, CallClass.INTERACTIVE, 800, NO_DEADLINE, AT_THOUSAND), 0);
        tick(desk, 29 * SECOND);
        assertThat(told).isEmpty(); // 100 tokens short, at 200 a minute.
        tick(desk, 30 * SECOND);
        assertThat(told.get("report")).isInstanceOf(Admitted.class);
    }

    @Test
    void whatIsNotLentStaysWithItsOwner() {
        Feature owner = sharing("owner", 50, 0, 100);
        Feature other = waiting("other");
        FairDesk desk = desk(List.of(THOUSAND), owner, other);
        admitted(desk, ask(other, CallClass.STANDARD, 500, NO_DEADLINE, AT_THOUSAND), 0);

        queued(desk, "other", ask(other, CallClass.STANDARD, 100, NO_DEADLINE, AT_THOUSAND), 0);
        admitted(desk, ask(owner, CallClass.STANDARD, 500, NO_DEADLINE, AT_THOUSAND), 0);
    }

    @Test
    void whatIsLentIsNeverWithheld() {
        Feature owner = sharing("owner", 100, 100, 0);
        Feature other = waiting("other");
        FairDesk desk = desk(List.of(THOUSAND), owner, other);
        admitted(desk, ask(other, CallClass.BACKGROUND, 1_000, NO_DEADLINE, AT_THOUSAND), 0);
    }

    @Test
    void refusesAtOnceWhatCannotMeetItsDeadlineAndSaysWhenItCould() {
        Feature chat = waiting("chat");
        FairDesk desk = desk(List.of(THOUSAND), chat);
        admitted(desk, ask(chat, CallClass.STANDARD, 1_000, NO_DEADLINE, AT_THOUSAND), 0);

        Admission decision =
                admit(
                        desk,
                        "late",
                        ask(chat, CallClass.STANDARD, 500, 10 * SECOND, AT_THOUSAND),
                        0);
        assertThat(decision).isInstanceOf(Refused.class);
        Refused refused = (Refused) decision;
        assertThat(refused.reason()).isEqualTo(FailureKind.QUOTA_EXHAUSTED);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(20));
        assertThat(refused.message()).contains("30.0 s").contains("10.0 s");
        queued(
                desk,
                "then",
                ask(chat, CallClass.STANDARD, 500, 30 * SECOND, AT_THOUSAND),
                20 * SECOND);
    }

    @Test
    void waitsAsLongAsAProviderAskedToBeLeftAlone() {
        Feature chat = waiting("chat");
        FairDesk desk = desk(List.of(OPENAI), chat);
        Endpoint there = endpoint(OPENAI);
        desk.learn("openai", ProviderSignal.refused(Duration.ofSeconds(7).toNanos(), 0), 0);
        Refused refused =
                (Refused)
                        admit(desk, "soon", ask(chat, CallClass.STANDARD, 1, 5 * SECOND, there), 0);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(2));
        queued(desk, "later", ask(chat, CallClass.STANDARD, 1, 20 * SECOND, there), 0);
        tick(desk, 7 * SECOND);
        assertThat(told.get("later")).isInstanceOf(Admitted.class);
    }

    @Test
    void refusesAtItsDeadlineWhoWaitedInVain() {
        Feature chat = waiting("chat");
        FairDesk desk = desk(List.of(TWO), chat);
        admitted(desk, ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO), 0);
        admitted(desk, ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO), 0);
        queued(desk, "own", ask(chat, CallClass.STANDARD, 1, 3 * SECOND, AT_TWO), 0);
        queued(desk, "class", ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO), 0);

        tick(desk, 3 * SECOND);
        assertThat(refusal("own").reason()).isEqualTo(FailureKind.DEADLINE_EXCEEDED);
        tick(desk, 60 * SECOND);
        Refused refused = refusal("class");
        assertThat(refused.reason()).isEqualTo(FailureKind.QUOTA_EXHAUSTED);
        assertThat(refused.message()).contains("60.0 s").contains("standard");
        assertThat(desk.anyWaits()).isFalse();
    }

    @Test
    void boundsTheQueueOfAFeature() {
        Feature chat =
                feature("chat", null, Map.of(), Parallel.DEFAULT, new QueueBounds(2, 1L << 20, 0));
        FairDesk desk = desk(List.of(TWO), chat);
        Ask ask = ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO);
        admitted(desk, ask, 0);
        admitted(desk, ask, 0);
        queued(desk, "first", ask, 0);
        queued(desk, "second", ask, 0);

        Refused refused = (Refused) admit(desk, "third", ask, 0);
        assertThat(refused.message()).contains("2 calls");
        assertThat(refused.retryAfter()).isPositive();
    }

    @Test
    void boundsTheBytesThatWait() {
        Feature chat =
                feature("chat", null, Map.of(), Parallel.DEFAULT, new QueueBounds(100, 1_500, 0));
        FairDesk desk = desk(List.of(TWO), chat);
        Ask ask = ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO);
        admitted(desk, ask, 0);
        admitted(desk, ask, 0);
        queued(desk, "first", ask, 0);
        assertThat(admit(desk, "second", ask, 0)).isInstanceOf(Refused.class);
    }

    @Test
    void whoHangsUpLeavesAtOnceAndIsNotTold() {
        Feature chat = waiting("chat");
        FairDesk desk = desk(List.of(TWO), chat);
        Ask ask = ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO);
        Lease first = admitted(desk, ask, 0);
        admitted(desk, ask, 0);
        Queued gone = (Queued) admit(desk, "gone", ask, 0);
        queued(desk, "stays", ask, 0);

        assertThat(desk.withdraw(gone.ticket(), 0)).isTrue();
        assertThat(desk.withdraw(gone.ticket(), 0)).isFalse();
        desk.settle(first, used(1, 1), 1);
        assertThat(order).containsExactly("stays");
        assertThat(desk.withdraw(new Admission.Ticket() {}, 0)).isFalse();
    }

    @Test
    void aCallThatWaitsForTwoPoolsTakesTheFirstThatFreesUpAndLeavesBoth() {
        Pool other = gauges("other", 1, FREE);
        Endpoint atOther = endpoint(other);
        Feature chat = waiting("chat");
        FairDesk desk = desk(List.of(TWO, other), chat);
        Ask both = ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO, atOther);
        Lease two = admitted(desk, both, 0);
        admitted(desk, both, 0);
        Lease one = admitted(desk, both, 0);
        assertThat(one.endpoint()).isSameAs(atOther);
        queued(desk, "both", both, 0);
        queued(desk, "two", ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO), 0);

        desk.settle(one, used(1, 1), 1);
        assertThat(order).containsExactly("both");
        desk.settle(two, used(1, 1), 2);
        assertThat(order).containsExactly("both", "two");
    }

    @Test
    void capsTheCallsOfAJobThatRunAtOnceAndOthersPassIt() {
        Feature report =
                feature(
                        "report",
                        null,
                        Map.of(),
                        new Parallel(Parallel.UNLIMITED, Parallel.UNLIMITED, Parallel.UNLIMITED, 1),
                        WAITS);
        FairDesk desk = desk(List.of(gauges("ten", 10, FREE)), report);
        Endpoint atTen = endpoint(gauges("ten", 10, FREE));
        Ask night = ask(report, CallClass.BATCH, null, "night", 1, NO_DEADLINE, atTen);
        Lease first = admitted(desk, night, 0);
        queued(desk, "second", night, 0);
        queued(desk, "third", night, 0);
        admitted(desk, ask(report, CallClass.BATCH, null, "other", 1, NO_DEADLINE, atTen), 0);

        desk.settle(first, used(1, 1), 1);
        assertThat(order).containsExactly("second");
    }

    @Test
    void capsAlsoWhereNoPoolLimitsAnything() {
        Feature report =
                feature(
                        "report",
                        null,
                        Map.of(),
                        new Parallel(1, Parallel.UNLIMITED, Parallel.UNLIMITED, Parallel.UNLIMITED),
                        WAITS);
        FairDesk desk = desk(List.of(), report);
        Endpoint free = endpoint("free", null, null);
        Ask ask = ask(report, CallClass.BATCH, 1, NO_DEADLINE, free);
        Lease first = admitted(desk, ask, 0);
        queued(desk, "second", ask, 0);
        desk.settle(first, used(1, 1), 1);
        assertThat(told.get("second")).isInstanceOf(Admitted.class);
    }

    @Test
    void aLeaseThatNobodySettlesExpires() {
        Feature chat = waiting("chat");
        FairDesk desk = desk(List.of(TWO), chat);
        Ask ask = ask(chat, CallClass.STANDARD, 1, NO_DEADLINE, AT_TWO);
        Lease lost = admitted(desk, ask, 0);
        tick(desk, FairDesk.LEASE_NANOS);
        assertThat(desk.view(FairDesk.LEASE_NANOS).openLeases()).isZero();
        assertThat(desk.view(30 * MINUTE).expiredLeases()).isEqualTo(1);
        desk.settle(lost, used(1, 1), FairDesk.LEASE_NANOS + 1); // Too late, and no harm.
    }

    @Test
    void whatDoesNotFitIsNotPassedByWhatIsSmaller() {
        Feature chat = waiting("chat");
        Feature other = waiting("other");
        Feature third = waiting("third");
        FairDesk desk = desk(List.of(THOUSAND), chat, other, third);
        admitted(desk, ask(chat, CallClass.STANDARD, 1_000, NO_DEADLINE, AT_THOUSAND), 0);
        queued(desk, "large", ask(other, CallClass.STANDARD, 900, NO_DEADLINE, AT_THOUSAND), 0);
        queued(desk, "small", ask(third, CallClass.STANDARD, 10, NO_DEADLINE, AT_THOUSAND), 0);
        for (long second = 1; second <= 60; second++) {
            tick(desk, second * SECOND);
        }
        assertThat(order).containsExactly("large", "small");
    }

    @Test
    void theClockMayJumpBackwards() {
        Feature chat = waiting("chat");
        FairDesk desk = desk(List.of(THOUSAND), chat);
        Lease lease =
                admitted(
                        desk,
                        ask(chat, CallClass.STANDARD, 1_000, NO_DEADLINE, AT_THOUSAND),
                        MINUTE);
        queued(
                desk,
                "next",
                ask(chat, CallClass.STANDARD, 500, NO_DEADLINE, AT_THOUSAND),
                MINUTE - SECOND);
        desk.settle(lease, used(0, 0), MINUTE - 2 * SECOND);
        assertThat(told.get("next")).isInstanceOf(Admitted.class);
        desk.tick(0, 0);
    }
}
