package dev.fleetward.core.season.work;

import java.util.List;
import java.util.stream.Stream;

/// Calls with about as much time, told apart because what is right for those that have a day is out
/// of reach for those that have an hour. Stateless.
public final class Rooms {
    /// People declare whole hours, and some of it goes by before anybody looks.
    private static final long EARLY_MICROS = 5 * 60_000_000L;

    /// Where each but the first begins, in order.
    public static final List<Long> BOUNDS_MICROS =
            Stream.of(2, 4, 6, 8, 10, 12, 16, 20)
                    .map(hours -> hours * WorkHistory.HOUR - EARLY_MICROS)
                    .toList();

    private Rooms() {}

    /// The least time of the room that a time belongs to.
    public static long leastMicros(long timeMicros) {
        long least = 0;
        for (long bound : BOUNDS_MICROS) {
            least = timeMicros >= bound ? bound : least;
        }
        return least;
    }
}
