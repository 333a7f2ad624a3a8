package dev.fleetward.core.fair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.fair.FairQueue.Reservations;
import dev.fleetward.core.fair.Flow.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long LATER = 1_000 * SECOND;
    private static final BandPolicy STRICT = new BandPolicy(0, 1_000_000 * SECOND);
    private static final BandPolicy FLOOR_5 = new BandPolicy(50_000, 1_000_000 * SECOND);

    private final Map<String, Integer> weights = new HashMap<>();
    private FairQueue<TestCall> queue = queue(STRICT, FLOOR_5);

    private FairQueue<TestCall> queue(BandPolicy... bands) {
        return new FairQueue<>(List.of(bands), flow -> weights.getOrDefault(flow.name(), 1));
    }

    private static FlowPath key(String feature) {
        return new FlowPath(feature, null, feature + "-key", null);
    }

    private TestCall add(String call, FlowPath path, int band, long service) {
        TestCall added = new TestCall(call, service, service, LATER, 0);
        queue.add(added, path, band);
        return added;
    }

    private TestCall add(String call, String feature) {
        return add(call, key(feature), 0, 100);
    }

    private String takeNext() {
        TestCall next = queue.next(Reservations.NONE);
        if (next == null) {
            return "nobody";
        }
        queue.end(queue.take(next, false, 0), next.service);
        return next.name;
    }

    private List<String> takeAll() {
        List<String> taken = new ArrayList<>();
        while (queue.waiting() > 0) {
            taken.add(takeNext());
        }
        return taken;
    }

    @Test
    void alternatesBetweenFeaturesWhateverTheOrderOfArrival() {
        for (int i = 0; i < 3; i++) {
            add("a" + i, "a");
        }
        for (int i = 0; i < 3; i++) {
            add("b" + i, "b");
        }
        assertThat(takeAll()).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
    }

    @Test
    void servesByWeight() {
        weights.put("heavy", 3);
        for (int i = 0; i < 40; i++) {
            add("heavy", "heavy");
            add("light", "light");
        }
        List<String> first = takeAll().subList(0, 40);
        assertThat(first.stream().filter("heavy"::equals).count()).isBetween(29L, 31L);
    }

    @Test
    void splittingOnesIdentityGainsNothing() {
        for (int i = 0; i < 30; i++) {
            add("split", new FlowPath("split", "t", "key" + i % 10, null), 0, 100);
            add("whole", new FlowPath("whole", "t", "key", null), 0, 100);
        }
        List<String> first = takeAll().subList(0, 30);
        assertThat(first.stream().filter("split"::equals).count()).isEqualTo(15);
    }

    @Test
    void idlingEarnsNoCredit() {
        for (int i = 0; i < 10; i++) {
            add("busy", "busy");
            takeNext();
        }
        add("busy", "busy");
        add("busy", "busy");
        add("back", "back");
        add("back", "back");
        assertThat(takeAll()).containsExactly("busy", "back", "busy", "back");
    }

    @Test
    void debtIsKeptOverAnIdleTime() {
        add("steady", "steady");
        queue.end(queue.pass(key("greedy"), 0, 1_000, false, 0), 1_000);
        // Greedy was alone at its time and is ahead of steady, which waits all along.
        for (int i = 0; i < 12; i++) {
            add("steady", "steady");
        }
        add("greedy", "greedy");
        List<String> taken = takeAll();
        assertThat(taken.indexOf("greedy")).isGreaterThanOrEqualTo(9);
    }

    @Test
    void whoComesIntoAnEmptyQueueStartsWhereTheLastOneStands() {
        Charge running = queue.pass(key("first"), 0, 500, false, 0);
        queue.end(queue.pass(key("second"), 0, 10, false, 0), 10);
        add("first", "first");
        add("second", "second");
        // second was lifted to 500 on its arrival and then charged 10.
        assertThat(takeNext()).isEqualTo("first");
        assertThat(takeNext()).isEqualTo("second");
        queue.end(running, 500);
    }

    @Test
    void predictionsAreCorrectedWhenTheTruthIsKnown() {
        TestCall guessed = add("guessed", "a");
        add("a", "a");
        add("b", "b");
        Charge charge = queue.take(guessed, false, 0);
        queue.correct(charge, 1_000);
        queue.end(charge, 40);
        add("b", "b");
        // a was given 40, so it is before b has its second call.
        assertThat(takeAll()).containsExactly("b", "a", "b");
    }

    @Test
    void equalCountersGoByEarliestDeadline() {
        queue.add(new TestCall("late", 100, 1, LATER, 0), key("a"), 0);
        queue.add(new TestCall("soon", 100, 1, LATER - SECOND, 0), key("b"), 0);
        assertThat(takeAll()).containsExactly("soon", "late");
    }

    @Test
    void withinAJobTheEarliestDeadlineGoesFirst() {
        queue.add(new TestCall("late", 100, 1, LATER, 0), key("a"), 0);
        queue.add(new TestCall("soon", 100, 1, LATER - SECOND, 0), key("a"), 0);
        queue.add(new TestCall("late too", 100, 1, LATER, 0), key("a"), 0);
        assertThat(takeAll()).containsExactly("soon", "late", "late too");
    }

    @Test
    void theJobsOfAKeyTakeTurnsByWhatTheyUse() {
        for (int i = 0; i < 40; i++) {
            add("big", new FlowPath("f", null, "k", "big"), 0, 8_000);
        }
        for (int i = 0; i < 40; i++) {
            add("small", new FlowPath("f", null, "k", "small"), 0, 1_000);
        }
        List<String> taken = takeAll();
        int bigsMeanwhile = 0;
        for (int i = 0; i <= taken.lastIndexOf("small"); i++) {
            bigsMeanwhile += "big".equals(taken.get(i)) ? 1 : 0;
        }
        assertThat(bigsMeanwhile).isBetween(4, 6);
    }

    @Test
    void oneHugeCallOfAJobTakesItsTurnAmongMany() {
        add("huge", new FlowPath("f", null, "k", "huge"), 0, 1L << 40);
        for (int i = 0; i < 3; i++) {
            add("other", new FlowPath("f", null, "k", "other"), 0, 1L << 38);
        }
        assertThat(takeAll()).contains("huge").hasSize(4);
    }

    @Test
    void anUrgentBandGoesFirstButTheFloorOfTheOtherIsKept() {
        for (int i = 0; i < 400; i++) {
            add("chat", key("chat"), 0, 100);
            add("batch", key("batch"), 1, 100);
        }
        List<String> first = takeAll().subList(0, 400);
        long batch = first.stream().filter("batch"::equals).count();
        assertThat(batch).isBetween(18L, 20L); // 5% of what goes to others while it waits.
    }

    @Test
    void whoWaitsLongGetsAHigherFloor() {
        queue = queue(STRICT, new BandPolicy(0, SECOND));
        queue.add(new TestCall("old", 100, 1, LATER, 0), key("batch"), 1);
        for (int i = 0; i < 100; i++) {
            add("chat", "chat");
        }
        int before = 0;
        long now = 10 * SECOND; // Ten times its ageing: the floor is at its most, a quarter.
        for (TestCall next = queue.next(Reservations.NONE);
                next != null && !"old".equals(next.name);
                next = queue.next(Reservations.NONE)) {
            queue.take(next, false, now);
            before++;
        }
        assertThat(before).isEqualTo(4);
    }

    @Test
    void whatAReservationCoversGoesBeforeAllBands() {
        add("chat", key("chat"), 0, 100);
        add("report", key("report"), 1, 100);
        queue.reserves(queue.feature(1, "report"), true);
        TestCall next = queue.next((feature, call) -> feature.name().equals("report"));
        assertThat(Objects.requireNonNull(next).name).isEqualTo("report");
        Flow feature = Objects.requireNonNull(next.flow().at(Level.FEATURE));
        Charge charge = queue.take(next, true, 0);
        assertThat(feature.served()).isZero();
        queue.end(charge, 100);
    }

    @Test
    void aBarredFlowIsPassedOverUntilItIsAdmittedAgain() {
        TestCall a = add("a", "a");
        add("b", "b");
        Flow feature = Objects.requireNonNull(a.flow().at(Level.FEATURE));
        queue.bar(feature);
        assertThat(takeNext()).isEqualTo("b");
        assertThat(takeNext()).isEqualTo("nobody");
        assertThat(queue.waiting()).isEqualTo(1);
        queue.unbar(feature);
        assertThat(takeNext()).isEqualTo("a");
    }

    @Test
    void aBarredBandIsPassedOver() {
        add("chat", key("chat"), 0, 100);
        add("batch", key("batch"), 1, 100);
        queue.bar(0, true);
        assertThat(takeNext()).isEqualTo("batch");
        queue.bar(0, false);
        assertThat(takeNext()).isEqualTo("chat");
    }

    @Test
    void whoHangsUpLeavesAtOnce() {
        TestCall gone = add("gone", "a");
        add("a", "a");
        queue.remove(gone);
        assertThat(gone.isQueued()).isFalse();
        assertThat(takeAll()).containsExactly("a");
        assertThatThrownBy(() -> queue.remove(gone)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChargeEndsOnce() {
        Charge charge = queue.pass(key("a"), 0, 100, false, 0);
        queue.end(charge, 100);
        assertThatThrownBy(() -> queue.end(charge, 100)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void forgetsWhoOwesNothing() {
        for (int i = 0; i < 1_000; i++) {
            queue.end(queue.pass(key("feature" + i), 0, 100, false, 0), 100);
        }
        assertThat(queue.flows()).isLessThan(10);
    }

    @Test
    void remembersNoMoreFlowsThanItMay() {
        queue = new FairQueue<>(List.of(STRICT), flow -> 1, 100);
        add("first", "first");
        for (int i = 0; i < 1_000; i++) {
            queue.end(queue.pass(key("feature" + i), 0, 1_000_000, false, 0), 1_000_000);
        }
        assertThat(queue.flows()).isLessThan(110);
        assertThat(takeAll()).containsExactly("first");
    }

    @Test
    void tellsHowMuchIsServedBeforeACallThatComesNow() {
        add("chat", key("chat"), 0, 700);
        for (int i = 0; i < 10; i++) {
            add("report", key("report"), 1, 100);
        }
        assertThat(queue.sizeAhead("chat", 0, 50)).isEqualTo(700);
        assertThat(queue.sizeAhead("report", 1, 50)).isEqualTo(700 + 1_000);
        assertThat(queue.sizeAhead("other", 1, 50)).isEqualTo(700 + 50);
    }
}
