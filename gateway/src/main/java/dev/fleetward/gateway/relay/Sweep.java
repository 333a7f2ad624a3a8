package dev.fleetward.gateway.relay;

import org.jspecify.annotations.Nullable;

/// Everything on one event loop that has a deadline, looked at every [#PERIOD_MILLIS]. One pass
/// over some thousand entries costs less than arming and cancelling a timer for each byte that
/// moves them. Confined to its event loop.
final class Sweep {
    /// How often deadlines are looked at, and so how late one may be noticed.
    static final long PERIOD_MILLIS = 25;

    private @Nullable Watched first;
    private @Nullable Watched cursor;

    void add(Watched entry) {
        if (entry.isWatched) {
            return;
        }
        entry.isWatched = true;
        entry.previous = null;
        entry.next = first;
        if (first != null) {
            first.previous = entry;
        }
        first = entry;
    }

    @SuppressWarnings("ReferenceEquality") // Entries are places in a list, not values.
    void remove(Watched entry) {
        if (!entry.isWatched) {
            return;
        }
        entry.isWatched = false;
        if (entry == cursor) {
            cursor = entry.next;
        }
        if (entry.previous != null) {
            entry.previous.next = entry.next;
        } else {
            first = entry.next;
        }
        if (entry.next != null) {
            entry.next.previous = entry.previous;
        }
        entry.previous = null;
        entry.next = null;
    }

    /// Checks every entry once. Entries may come and go meanwhile.
    void run(long nowNanos) {
        cursor = first;
        while (cursor != null) {
            Watched entry = cursor;
            cursor = entry.next;
            entry.check(nowNanos);
        }
    }
}
