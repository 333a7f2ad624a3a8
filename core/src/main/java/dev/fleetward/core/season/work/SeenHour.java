package dev.fleetward.core.season.work;

/// What one feature's calls of one kind, and with about as much time, did at one endpoint in one
/// hour. Immutable.
///
/// @param hourMicros where it begins, wall time
/// @param answers of interactive calls whose first token was measured
/// @param firstTokenNanos of these, the sum
/// @param deadlineMicros what nine of ten of its calls declared as the time that they have, at
///   least; 0 where none declared any
public record SeenHour(
        long hourMicros,
        String endpoint,
        String feature,
        Kind kind,
        Use use,
        long answers,
        double firstTokenNanos,
        long deadlineMicros) {

    /// Whether calls can wait.
    public enum Kind {
        /// Somebody looks on.
        INTERACTIVE,
        /// Of another class that does not wait.
        OTHER,
        /// Of class batch or background, with a deadline.
        WAITS,
        /// Of class batch or background, without a deadline.
        WITHOUT_DEADLINE
    }

    SeenHour at(long otherHour, Use otherUse, long otherDeadline) {
        return new SeenHour(otherHour, endpoint, feature, kind, otherUse, 0, 0, otherDeadline);
    }
}
