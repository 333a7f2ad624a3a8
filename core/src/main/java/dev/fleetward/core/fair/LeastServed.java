package dev.fleetward.core.fair;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The child that was given least goes first: the Virtual Token Counter's order. Equal ones go by
/// earliest deadline. A binary heap, without an array while there is but one child, as in most
/// features. Confined to its queue.
final class LeastServed implements Order {
    private static final Flow[] NONE = {};

    private Flow[] heap = NONE;
    private int size;

    /// Also the first in the heap, if there is one.
    private @Nullable Flow first;

    @Override
    public void add(Flow child) {
        Flow only = first;
        if (only != null && size >= heap.length) {
            heap = Arrays.copyOf(heap, Math.max(4, size * 2));
            heap[0] = only;
        }
        place(child, size++);
        up(child);
    }

    @Override
    public void remove(Flow child) {
        int at = child.index;
        child.index = Flow.ABSENT;
        if (--size == 0) {
            first = null;
        }
        if (heap.length == 0) {
            return;
        }
        Flow last = heap[size];
        heap[size] = null;
        if (last != child) {
            place(last, at);
            changed(last);
        }
    }

    @Override
    public void changed(Flow child) {
        up(child);
        down(child);
    }

    @Override
    public Flow first() {
        Flow present = first;
        if (present == null) {
            throw new IllegalStateException("an empty order");
        }
        return present;
    }

    @Override
    public void taken(Flow child, long service) {
        // The charge moves it.
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    private void up(Flow flow) {
        int at = flow.index;
        while (at > 0) {
            Flow above = heap[(at - 1) >> 1];
            if (!isBefore(flow, above)) {
                break;
            }
            place(above, at);
            at = (at - 1) >> 1;
        }
        place(flow, at);
    }

    private void down(Flow flow) {
        int at = flow.index;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], flow)) {
                break;
            }
            place(heap[child], at);
            at = child;
        }
        place(flow, at);
    }

    private void place(Flow flow, int at) {
        if (at == 0) {
            first = flow;
        }
        if (heap.length > 0) {
            heap[at] = flow;
        }
        flow.index = at;
    }

    private static boolean isBefore(Flow one, Flow other) {
        if (one.counter != other.counter) {
            return one.counter < other.counter;
        }
        if (one.deadlineNanos != other.deadlineNanos) {
            return one.deadlineNanos - other.deadlineNanos < 0;
        }
        return one.number < other.number;
    }
}
