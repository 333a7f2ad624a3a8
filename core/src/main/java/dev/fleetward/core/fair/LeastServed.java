package dev.fleetward.core.fair;

import java.util.Arrays;

/// The child that was given least goes first: the Virtual Token Counter's order. Equal ones go by
/// earliest deadline. A binary heap. Confined to its queue.
final class LeastServed implements Order {
    private Flow[] heap = new Flow[4];
    private int size;

    @Override
    public void add(Flow child) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        place(child, size++);
        up(child);
    }

    @Override
    public void remove(Flow child) {
        int at = child.index;
        child.index = Flow.ABSENT;
        Flow last = heap[--size];
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
        return heap[0];
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
        heap[at] = flow;
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
