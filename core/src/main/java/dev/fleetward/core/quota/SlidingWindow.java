package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Pool;
import java.util.Arrays;

/// A limit per minute that a provider judges over windows: in no stretch of one window, wherever it
/// begins, are more than the window's worth admitted, except by calls that used more than they
/// held. Counts in slots, so that what was taken is forgotten up to one slot late, never early.
/// Confined to the lock of its desk.
///
/// What a call did not use does not come back: providers that count so do not give it back either.
///
/// Invariants:
/// 1. `taken` is the sum of `slots`, each at least 0.
/// 2. `slots[i]` belongs to the newest slot number `s ≤ current` with `s mod slots.length == i`.
final class SlidingWindow implements RateLimit {
    /// A window is as many slots long; one more is kept for the part of the current one.
    private static final int SLOTS = 60;

    private final String name;
    private final long[] slots = new long[SLOTS + 1];
    private final long origin;
    private long windowNanos;
    private long slotNanos;
    private long current;
    private long limit;
    private long size;
    private long taken;
    private long held;
    private long debited;

    SlidingWindow(String name, long limit, long windowNanos, long nowNanos) {
        this.name = name;
        this.origin = nowNanos;
        this.limit = Pool.UNLIMITED;
        this.windowNanos = windowNanos;
        this.slotNanos = Math.ceilDiv(windowNanos, SLOTS);
        change(limit, windowNanos, nowNanos);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long windowNanos() {
        return windowNanos;
    }

    @Override
    public long held() {
        return held;
    }

    /// Nothing is ever raised here.
    @Override
    public long atStakeSince(long sinceNanos, long nowNanos) {
        return Long.MAX_VALUE;
    }

    @Override
    public long debited() {
        return debited;
    }

    @Override
    public long level(long nowNanos) {
        forget(nowNanos);
        return size - taken;
    }

    @Override
    public boolean fits(long tokens) {
        return !enforced() || tokens <= size;
    }

    @Override
    public boolean has(long tokens, long nowNanos) {
        if (!enforced() || tokens == 0 || tokens <= size - taken) {
            return true; // Forgetting would only add to what is free.
        }
        return tokens <= level(nowNanos);
    }

    @Override
    public void hold(long tokens, long nowNanos) {
        take(tokens, nowNanos);
        held += tokens;
        debited += tokens;
    }

    /// What was taken in the last window.
    long taken(long nowNanos) {
        forget(nowNanos);
        return taken;
    }

    private void take(long tokens, long nowNanos) {
        forget(nowNanos);
        slots[index(current)] += tokens;
        taken += tokens;
    }

    @Override
    public void settle(long heldTokens, long usedTokens, long nowNanos) {
        held -= heldTokens;
        debited += usedTokens - heldTokens;
        if (usedTokens > heldTokens) {
            take(usedTokens - heldTokens, nowNanos);
        }
    }

    @Override
    public long nanosUntil(long tokens, long nowNanos) {
        long missing = tokens - level(nowNanos);
        long slot = current - SLOTS;
        while (missing > 0 && slot <= current) {
            missing -= slots[index(slot)];
            slot++;
        }
        return slot == current - SLOTS ? 0 : (slot + SLOTS) * slotNanos - (nowNanos - origin);
    }

    @Override
    public void lower(long most, long nowNanos) {
        long tooMuch = level(nowNanos) - most;
        if (tooMuch > 0) {
            take(tooMuch, nowNanos);
        }
    }

    /// Does nothing: a window that took too much forgets it by itself.
    @Override
    public void raise(long tokens, long nowNanos) {}

    @Override
    public void change(long newLimit, long newWindowNanos, long nowNanos) {
        forget(nowNanos);
        limit = newLimit;
        size = RateLimit.worth(newLimit, newWindowNanos);
        if (newWindowNanos != windowNanos) {
            windowNanos = newWindowNanos;
            slotNanos = Math.ceilDiv(newWindowNanos, SLOTS);
            long all = taken;
            Arrays.fill(slots, 0);
            current = (nowNanos - origin) / slotNanos;
            slots[index(current)] = all;
        }
    }

    private void forget(long nowNanos) {
        long slot = (nowNanos - origin) / slotNanos;
        if (slot - current > SLOTS) {
            Arrays.fill(slots, 0);
            taken = 0;
            current = slot;
        }
        while (current < slot) {
            current++;
            taken -= slots[index(current)];
            slots[index(current)] = 0;
        }
    }

    private static int index(long slot) {
        return (int) Math.floorMod(slot, SLOTS + 1L);
    }
}
