package dev.fleetward.core.unit;

/// The one clock. Monotonic nanoseconds for durations, wall time for labels; the two are never
/// mixed. Implementations are thread-safe.
public interface Clock {
    /// Monotonic time in nanoseconds. Only differences mean something; may be negative.
    long nanos();

    /// Wall time in microseconds since 1970-01-01T00:00:00Z. May jump; never subtract two of these.
    long wallMicros();
}
