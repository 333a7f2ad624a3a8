package dev.fleetward.core.quota;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All calls that wait, by deadline: a hashed timing wheel (Varghese and Lauck, 1987, scheme 6),
/// linked through the calls, so that coming and leaving costs the same however many wait. A call
/// whose deadline is more than one turn away is passed over until its turn. Confined to the lock of
/// its desk.
final class DeadlineWheel {
    private static final int SLOTS = 512;

    /// A slot is 2^27 ns, some 134 ms; a turn some 69 s.
    private static final int SLOT_BITS = 27;

    private static final Comparator<Parked> BY_DEADLINE =
            (one, other) -> Long.signum(one.deadlineNanos - other.deadlineNanos);

    private final @Nullable Parked[] oldest = new @Nullable Parked[SLOTS];
    private final @Nullable Parked[] youngest = new @Nullable Parked[SLOTS];

    /// All slots before that of this time have been looked through.
    private long passedNanos;

    private int size;

    DeadlineWheel(long nowNanos) {
        passedNanos = nowNanos;
    }

    int size() {
        return size;
    }

    void add(Parked call) {
        // Event loops may arrive out of order by a little, and slots passed are not looked at.
        boolean passed = call.deadlineNanos - passedNanos < 0;
        int slot = slot(passed ? passedNanos : call.deadlineNanos);
        Parked last = youngest[slot];
        call.slot = slot;
        call.older = last;
        if (last == null) {
            oldest[slot] = call;
        } else {
            last.younger = call;
        }
        youngest[slot] = call;
        size++;
    }

    void remove(Parked call) {
        Parked older = call.older;
        Parked younger = call.younger;
        if (older == null) {
            oldest[call.slot] = younger;
        } else {
            older.younger = younger;
            call.older = null;
        }
        if (younger == null) {
            youngest[call.slot] = older;
        } else {
            younger.older = older;
            call.younger = null;
        }
        size--;
    }

    /// All of them, in no order.
    List<Parked> all() {
        List<Parked> all = new ArrayList<>(size);
        for (Parked first : oldest) {
            for (Parked call = first; call != null; call = call.younger) {
                all.add(call);
            }
        }
        return all;
    }

    /// The calls whose deadlines have passed, the earliest first; they stay where they are.
    List<Parked> overdue(long nowNanos) {
        List<Parked> found = new ArrayList<>(0);
        long slotBegan = passedNanos >> SLOT_BITS << SLOT_BITS;
        long slots = (nowNanos - slotBegan) >> SLOT_BITS;
        if (size > 0) {
            for (long i = 0; i <= Math.min(slots, SLOTS - 1); i++) {
                int slot = slot(passedNanos + (i << SLOT_BITS));
                for (Parked call = oldest[slot]; call != null; call = call.younger) {
                    if (call.deadlineNanos - nowNanos <= 0) {
                        found.add(call);
                    }
                }
            }
            found.sort(BY_DEADLINE); // Those of one deadline stay in order of arrival.
        }
        if (nowNanos - passedNanos > 0) {
            passedNanos = nowNanos;
        }
        return found;
    }

    private static int slot(long nanos) {
        return (int) (nanos >> SLOT_BITS) & (SLOTS - 1);
    }
}
