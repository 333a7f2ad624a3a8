package dev.fleetward.gateway.record;

import dev.fleetward.core.call.CallId;

/// The attempts that were opened and not yet closed, each with the bytes kept for its closed
/// record. A hash table over plain arrays, so that neither opening nor closing allocates once it
/// has grown. Confined to its event loop; bounded by the room in the log.
final class OpenCalls {
    private static final int INITIAL_SLOTS = 256;

    private long[] high = new long[INITIAL_SLOTS];
    private long[] low = new long[INITIAL_SLOTS];
    private int[] attempt = new int[INITIAL_SLOTS];

    /// 0 marks a free slot.
    private int[] held = new int[INITIAL_SLOTS];

    private int size;

    int size() {
        return size;
    }

    /// Adds an attempt that is not yet in the table. `bytes` is positive.
    void put(CallId call, int number, int bytes) {
        if (2 * (size + 1) > held.length) {
            grow();
        }
        insert(call.high(), call.low(), number, bytes);
        size++;
    }

    /// Takes an attempt out; answers the bytes kept for it, or 0 where it was not opened.
    int remove(CallId call, int number) {
        int slot = slotOf(call.high(), call.low(), number);
        while (held[slot] != 0) {
            if (low[slot] == call.low() && high[slot] == call.high() && attempt[slot] == number) {
                int bytes = held[slot];
                free(slot);
                size--;
                return bytes;
            }
            slot = after(slot);
        }
        return 0;
    }

    private void insert(long callHigh, long callLow, int number, int bytes) {
        int slot = slotOf(callHigh, callLow, number);
        while (held[slot] != 0) {
            slot = after(slot);
        }
        high[slot] = callHigh;
        low[slot] = callLow;
        attempt[slot] = number;
        held[slot] = bytes;
    }

    /// Frees a slot and moves back whatever had been pushed past it, so that no gap hides it.
    private void free(int freed) {
        int gap = freed;
        int slot = after(gap);
        while (held[slot] != 0) {
            int home = slotOf(high[slot], low[slot], attempt[slot]);
            boolean mayMove = gap <= slot ? home <= gap || home > slot : home <= gap && home > slot;
            if (mayMove) {
                high[gap] = high[slot];
                low[gap] = low[slot];
                attempt[gap] = attempt[slot];
                held[gap] = held[slot];
                gap = slot;
            }
            slot = after(slot);
        }
        held[gap] = 0;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldAttempt = attempt;
        int[] oldHeld = held;
        int slots = 2 * oldHeld.length;
        high = new long[slots];
        low = new long[slots];
        attempt = new int[slots];
        held = new int[slots];
        for (int i = 0; i < oldHeld.length; i++) {
            if (oldHeld[i] != 0) {
                insert(oldHigh[i], oldLow[i], oldAttempt[i], oldHeld[i]);
            }
        }
    }

    private int slotOf(long callHigh, long callLow, int number) {
        long mixed = (callHigh * 31 ^ callLow) + number;
        mixed *= 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & held.length - 1;
    }

    private int after(int slot) {
        return slot + 1 & held.length - 1;
    }
}
