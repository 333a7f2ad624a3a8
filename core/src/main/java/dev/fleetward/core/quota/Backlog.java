package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.QueueBounds;

/// How many calls of a feature wait, and how large they are, in all pools together. Confined to the
/// lock of its desk.
final class Backlog {
    private int calls;
    private long bytes;

    int calls() {
        return calls;
    }

    long bytes() {
        return bytes;
    }

    /// Whether one more call of this size may wait.
    boolean hasRoom(QueueBounds bounds, long callBytes) {
        return calls < bounds.calls() && bytes + callBytes <= bounds.bytes();
    }

    void add(long callBytes) {
        calls++;
        bytes += callBytes;
    }

    void remove(long callBytes) {
        calls--;
        bytes -= callBytes;
    }
}
