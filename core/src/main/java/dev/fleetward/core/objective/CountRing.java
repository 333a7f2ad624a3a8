package dev.fleetward.core.objective;

import java.util.Arrays;

/// Counts by stretch of wall time, for the last so many stretches. Confined.
///
/// Each place knows which stretch it holds, so a clock that jumps does no lasting harm: what was
/// counted under a wrong time is not seen from the right one, and costs the places that it took. A
/// stretch that is lived twice adds up.
///
/// Invariant: of the stretches `(now − size, now]` each has a place of its own.
final class CountRing {
    private final long stretchMicros;
    private final int[] stretches;
    private final int[] events;
    private final int[] bad;

    CountRing(long stretchMicros, int size) {
        this.stretchMicros = stretchMicros;
        stretches = new int[size];
        events = new int[size];
        bad = new int[size];
        Arrays.fill(stretches, Integer.MIN_VALUE);
    }

    /// Counts what happened at a time. What is older than the ring is dropped; what claims to be of
    /// the future happened before the clock was put back, and counts as of now.
    void add(long atMicros, Counts counts, long nowMicros) {
        int now = stretch(nowMicros);
        int at = Math.min(stretch(atMicros), now);
        if (at <= now - stretches.length) {
            return;
        }
        int place = Math.floorMod(at, stretches.length);
        if (stretches[place] != at) {
            stretches[place] = at;
            events[place] = 0;
            bad[place] = 0;
        }
        events[place] += (int) counts.events();
        bad[place] += (int) counts.bad();
    }

    /// The stretch that is under way and the ones before it, `spanMicros` in all at most.
    Counts sum(long spanMicros, long nowMicros) {
        int now = stretch(nowMicros);
        int most = (int) Math.min(stretches.length, spanMicros / stretchMicros);
        long sum = 0;
        long sumBad = 0;
        for (int i = 0; i < most; i++) {
            int place = Math.floorMod(now - i, stretches.length);
            if (stretches[place] == now - i) {
                sum += events[place];
                sumBad += bad[place];
            }
        }
        return new Counts(sum, sumBad);
    }

    /// Adds what a ring of the same form holds.
    void absorb(CountRing other, long nowMicros) {
        for (int i = 0; i < other.stretches.length; i++) {
            if (other.stretches[i] != Integer.MIN_VALUE) {
                add(
                        other.stretches[i] * stretchMicros,
                        new Counts(other.events[i], other.bad[i]),
                        nowMicros);
            }
        }
    }

    private int stretch(long micros) {
        return (int) Math.floorDiv(micros, stretchMicros);
    }
}
