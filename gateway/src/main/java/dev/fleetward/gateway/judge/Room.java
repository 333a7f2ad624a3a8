package dev.fleetward.gateway.judge;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that all judges of a gateway share. Answers for which there is none left are not
/// judged by their content. Thread-safe.
public final class Room {
    /// Characters of all answers that may be held at once.
    public static final long CHARS = 16L << 20;

    private final long chars;
    private final AtomicLong held = new AtomicLong();

    public Room() {
        this(CHARS);
    }

    Room(long chars) {
        this.chars = chars;
    }

    /// Takes a part; false where there is not so much.
    boolean take(int amount) {
        if (held.addAndGet(amount) <= chars) {
            return true;
        }
        held.addAndGet(-amount);
        return false;
    }

    void giveBack(int amount) {
        held.addAndGet(-amount);
    }

    /// Characters that are held now, in whole blocks.
    public long held() {
        return held.get();
    }
}
