package dev.fleetward.control.likeness;

/// When the next of a row of questions is due. What was missed is caught up, up to a bound.
/// Confined to its owner.
final class Pace {
    private long nextMicros;

    Pace(long nextMicros) {
        this.nextMicros = nextMicros;
    }

    /// A clock that went back makes it due at once.
    ///
    /// @param gapMicros the usual distance
    boolean isDue(long nowMicros, long gapMicros) {
        return nowMicros >= nextMicros || nextMicros - nowMicros > gapMicros;
    }

    /// @param most questions that are caught up
    void asked(long nowMicros, long gapMicros, int most) {
        long latest = Math.min(nextMicros, nowMicros) + gapMicros;
        nextMicros = Math.max(latest, nowMicros - most * gapMicros);
    }

    /// Nothing is due for so long.
    void rest(long nowMicros, long micros) {
        nextMicros = nowMicros + micros;
    }

    long nextMicros() {
        return nextMicros;
    }
}
