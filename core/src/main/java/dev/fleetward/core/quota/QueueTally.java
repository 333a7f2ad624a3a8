package dev.fleetward.core.quota;

import org.jspecify.annotations.Nullable;

/// The calls of one feature and class that wait for one pool, in order of arrival, and how long
/// those waited that left lately. Confined to the lock of its desk.
final class QueueTally {
    private static final int PERCENT = 95;
    private static final long NANOS_PER_MICRO = 1_000;

    final FeatureTally feature;
    private final RecentValues waitsMicros = new RecentValues();
    private Parked.@Nullable Place oldest;
    private Parked.@Nullable Place youngest;
    private long waiting;
    private long bytes;
    private long refused;
    private long lastWaitNanos = Long.MIN_VALUE;

    QueueTally(FeatureTally feature) {
        this.feature = feature;
    }

    void came(Parked.Place place) {
        Parked.Place last = youngest;
        place.before = last;
        if (last == null) {
            oldest = place;
        } else {
            last.after = place;
        }
        youngest = place;
        waiting++;
        bytes += place.call.ask.bytes();
    }

    void left(Parked.Place place) {
        Parked.Place before = place.before;
        Parked.Place after = place.after;
        if (before == null) {
            oldest = after;
        } else {
            before.after = after;
            place.before = null;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.before = before;
            place.after = null;
        }
        waiting--;
        bytes -= place.call.ask.bytes();
    }

    /// A call ran after such a wait, which may be none.
    void ran(long waitNanos, long nowNanos) {
        waitsMicros.add(waitNanos / NANOS_PER_MICRO);
        lastWaitNanos = nowNanos;
    }

    void refused() {
        refused++;
    }

    long waiting() {
        return waiting;
    }

    long bytes() {
        return bytes;
    }

    long refusals() {
        return refused;
    }

    long oldestWaitNanos(long nowNanos) {
        Parked.Place first = oldest;
        return first == null ? 0 : Math.max(0, nowNanos - first.sinceNanos());
    }

    /// −1 where none left within the time given.
    long waitP95Nanos(long withinNanos, long nowNanos) {
        return lastWaitNanos == Long.MIN_VALUE || nowNanos - lastWaitNanos > withinNanos
                ? -1
                : waitsMicros.within(PERCENT) * NANOS_PER_MICRO;
    }
}
