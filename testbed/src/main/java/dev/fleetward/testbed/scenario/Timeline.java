package dev.fleetward.testbed.scenario;

import java.util.Comparator;
import java.util.PriorityQueue;

/// The one scheduler of events: they happen in the order of their time, and at the same time in the
/// order in which they were entered. Confined to one thread.
final class Timeline {
    private record Event(long atNanos, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private final Runnable afterEach;
    private long numbers;
    private long now;

    /// @param afterEach runs after every event
    Timeline(Runnable afterEach) {
        this.afterEach = afterEach;
    }

    long now() {
        return now;
    }

    /// What happens at a time that has not passed.
    void at(long nanos, Runnable action) {
        if (nanos < now) {
            throw new IllegalArgumentException(nanos + " has passed; it is " + now);
        }
        events.add(new Event(nanos, numbers++, action));
    }

    void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    /// Lets everything happen until `untilNanos`, or until nothing is left to happen.
    void run(long untilNanos) {
        Event next = events.peek();
        while (next != null && next.atNanos <= untilNanos) {
            events.remove();
            now = next.atNanos;
            next.action.run();
            afterEach.run();
            next = events.peek();
        }
    }
}
