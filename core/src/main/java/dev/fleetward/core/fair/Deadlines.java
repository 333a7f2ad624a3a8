package dev.fleetward.core.fair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Things with deadlines, the earliest first. A binary heap. Confined to its owner.
///
/// @param <T> what they are
public final class Deadlines<T extends Dated> {
    private Dated[] heap = new Dated[2];
    private int size;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /// There is at least one.
    @SuppressWarnings("unchecked") // Only these are added.
    public T first() {
        return (T) heap[0];
    }

    /// All of them, in no order.
    @SuppressWarnings("unchecked") // Only these are added.
    public List<T> all() {
        List<T> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add((T) heap[i]);
        }
        return all;
    }

    public void add(T call) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        place(call, size++);
        up(call);
    }

    public void remove(T call) {
        int at = call.index;
        call.index = Flow.ABSENT;
        Dated last = heap[--size];
        heap[size] = null;
        if (last != call) {
            place(last, at);
            up(last);
            down(last);
        }
    }

    private void up(Dated call) {
        int at = call.index;
        while (at > 0 && isBefore(call, heap[(at - 1) >> 1])) {
            place(heap[(at - 1) >> 1], at);
            at = (at - 1) >> 1;
        }
        place(call, at);
    }

    private void down(Dated call) {
        int at = call.index;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], call)) {
                break;
            }
            place(heap[child], at);
            at = child;
        }
        place(call, at);
    }

    private void place(Dated call, int at) {
        heap[at] = call;
        call.index = at;
    }

    private static boolean isBefore(Dated one, Dated other) {
        return one.deadlineNanos != other.deadlineNanos
                ? one.deadlineNanos - other.deadlineNanos < 0
                : one.number < other.number;
    }
}
