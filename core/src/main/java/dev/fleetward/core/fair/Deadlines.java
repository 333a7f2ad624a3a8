package dev.fleetward.core.fair;

import java.util.Arrays;

/// Calls of a job, the earliest deadline first. A binary heap. Confined to its queue.
final class Deadlines {
    private Waiting[] heap = new Waiting[2];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /// There is at least one.
    Waiting first() {
        return heap[0];
    }

    void add(Waiting call) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        place(call, size++);
        up(call);
    }

    void remove(Waiting call) {
        int at = call.index;
        call.index = Flow.ABSENT;
        Waiting last = heap[--size];
        heap[size] = null;
        if (last != call) {
            place(last, at);
            up(last);
            down(last);
        }
    }

    private void up(Waiting call) {
        int at = call.index;
        while (at > 0 && call.isBefore(heap[(at - 1) >> 1])) {
            place(heap[(at - 1) >> 1], at);
            at = (at - 1) >> 1;
        }
        place(call, at);
    }

    private void down(Waiting call) {
        int at = call.index;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(call)) {
                break;
            }
            place(heap[child], at);
            at = child;
        }
        place(call, at);
    }

    private void place(Waiting call, int at) {
        heap[at] = call;
        call.index = at;
    }
}
