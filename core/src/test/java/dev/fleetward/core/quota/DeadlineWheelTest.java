package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.quota.Calendar.Day;
import dev.fleetward.core.snapshot.Endpoint;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineWheelTest {
    /// The clock wraps on the way.
    private static final long START = Long.MAX_VALUE - 100 * SECOND;

    private static final Endpoint ENDPOINT = TestFleet.endpoint("somewhere", null, null);
    private static final Ask ASK =
            TestFleet.ask(TestFleet.CHAT, CallClass.STANDARD, new Estimate(1, 1, 1), ENDPOINT);

    private final DeadlineWheel wheel = new DeadlineWheel(START);

    private static long after(long seconds) {
        return START + seconds * SECOND;
    }

    private Parked add(long deadlineNanos) {
        Parked call =
                new Parked(
                        ASK,
                        ASK.estimate(),
                        decision -> {},
                        new FeatureBudget("chat", null, false),
                        0,
                        new Day(LocalDate.EPOCH, YearMonth.of(1970, 1)),
                        deadlineNanos);
        wheel.add(call);
        return call;
    }

    @Test
    void tellsTheEarliestFirstAndThoseOfOneDeadlineInOrderOfArrival() {
        Parked late = add(after(3));
        Parked first = add(after(1));
        Parked second = add(after(1));
        add(after(5));
        assertThat(wheel.overdue(after(3))).containsExactly(first, second, late);
    }

    @Test
    void aDeadlineMoreThanATurnAwayWaitsForItsTurn() {
        Parked far = add(after(1_000));
        for (int second = 1; second < 1_000; second++) {
            assertThat(wheel.overdue(after(second))).isEmpty();
        }
        assertThat(wheel.overdue(after(1_000))).containsExactly(far);
    }

    @Test
    void aClockThatJumpsFarAheadFindsAll() {
        List<Parked> calls = new ArrayList<>();
        for (int second = 1; second < 200; second++) {
            calls.add(add(after(second)));
        }
        assertThat(wheel.overdue(after(100_000))).containsExactlyElementsOf(calls);
    }

    @Test
    void aCallThatComesWithAnOlderTimeThanTheLastLookIsFoundAtTheNext() {
        assertThat(wheel.overdue(after(10))).isEmpty();
        Parked call = add(after(9));
        assertThat(wheel.overdue(after(10))).containsExactly(call);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsWhatASortedListFinds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Parked> waiting = new ArrayList<>();
        long now = START;
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> waiting.add(add(now + 1 + random.nextLong(200) * SECOND / 2));
                case 2 -> {
                    if (!waiting.isEmpty()) {
                        wheel.remove(waiting.remove(random.nextInt(waiting.size())));
                    }
                }
                default -> {
                    now += random.nextInt(100) == 0 ? 90 * SECOND : random.nextLong(SECOND / 4);
                    long until = now;
                    List<Parked> due =
                            waiting.stream()
                                    .filter(call -> call.deadlineNanos - until <= 0)
                                    .sorted(Comparator.comparingLong(c -> c.deadlineNanos - START))
                                    .toList();
                    assertThat(wheel.overdue(now)).containsExactlyElementsOf(due);
                    due.forEach(wheel::remove);
                    waiting.removeAll(due);
                }
            }
            assertThat(wheel.size()).isEqualTo(waiting.size());
        }
    }
}
