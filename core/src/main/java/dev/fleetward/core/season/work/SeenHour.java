package dev.fleetward.core.season.work;

import java.util.List;

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

    /// Calls with less time than these are told apart: what is right for those that have a day is
    /// out of reach for those that have an hour.
    public static final List<Long> ROOMS_MICROS =
            List.of(2 * WorkHistory.HOUR, 4 * WorkHistory.HOUR, 8 * WorkHistory.HOUR,
                    16 * WorkHistory.HOUR);

    /// Which of them it belongs to, from 0, with the least time.
    int room() {
        int room = 0;
        while (room < ROOMS_MICROS.size() && deadlineMicros >= ROOMS_MICROS.get(room)) {
            room++;
        }
        return room;
    }

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
