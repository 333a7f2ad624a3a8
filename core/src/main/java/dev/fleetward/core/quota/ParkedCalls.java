package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.QueueBounds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All calls that wait: by deadline, and how many and how large of each feature. Confined to the
/// lock of its desk.
final class ParkedCalls {
    private @Nullable Parked[] heap = new @Nullable Parked[16];
    private int size;
    private final Map<String, Count> counts = new HashMap<>();

    private static final class Count {
        int calls;
        long bytes;
    }

    int size() {
        return size;
    }

    int calls(String feature) {
        Count count = counts.get(feature);
        return count == null ? 0 : count.calls;
    }

    long bytes(String feature) {
        Count count = counts.get(feature);
        return count == null ? 0 : count.bytes;
    }

    /// Whether one more call of this size may wait.
    boolean hasRoom(String feature, QueueBounds bounds, long bytes) {
        Count count = counts.get(feature);
        return count == null
                ? bounds.calls() > 0 && bytes <= bounds.bytes()
                : count.calls < bounds.calls() && count.bytes + bytes <= bounds.bytes();
    }

    void add(Parked call) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        place(call, size++);
        up(call);
        Count count = counts.computeIfAbsent(call.ask.feature().name(), name -> new Count());
        count.calls++;
        count.bytes += call.ask.bytes();
    }

    void remove(Parked call) {
        int at = call.index;
        call.index = -1;
        Parked last = at(--size);
        heap[size] = null;
        if (last != call) {
            place(last, at);
            up(last);
            down(last);
        }
        String feature = call.ask.feature().name();
        Count count = counts.get(feature);
        if (count != null) {
            count.calls--;
            count.bytes -= call.ask.bytes();
            if (count.calls == 0) {
                counts.remove(feature);
            }
        }
    }

    /// A call whose deadline has passed, or null; it stays where it is.
    @Nullable Parked overdue(long nowNanos) {
        if (size == 0) {
            return null;
        }
        Parked first = at(0);
        return first.deadlineNanos - nowNanos <= 0 ? first : null;
    }

    private Parked at(int index) {
        Parked found = heap[index];
        if (found == null) {
            throw new IllegalStateException("no call at " + index);
        }
        return found;
    }

    private void place(Parked call, int at) {
        heap[at] = call;
        call.index = at;
    }

    private void up(Parked call) {
        int at = call.index;
        while (at > 0 && isBefore(call, at((at - 1) >> 1))) {
            place(at((at - 1) >> 1), at);
            at = (at - 1) >> 1;
        }
        place(call, at);
    }

    private void down(Parked call) {
        int at = call.index;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(at(child + 1), at(child))) {
                child++;
            }
            if (!isBefore(at(child), call)) {
                break;
            }
            place(at(child), at);
            at = child;
        }
        place(call, at);
    }

    private static boolean isBefore(Parked one, Parked other) {
        return one.deadlineNanos - other.deadlineNanos < 0;
    }
}
