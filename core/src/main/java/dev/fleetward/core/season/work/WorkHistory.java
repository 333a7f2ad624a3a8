package dev.fleetward.core.season.work;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What calls did in the weeks before, hour by hour. Immutable.
public final class WorkHistory {
    static final long HOUR = 3_600_000_000L;
    private static final long DAY = 24 * HOUR;
    private static final long WEEK = 7 * DAY;

    /// Of the same hour of the week, and of the day, that many are looked at.
    private static final int MOST_WEEKS = 6;

    private static final int MOST_DAYS = 7;

    private final List<SeenHour> seen;
    private final Map<Long, List<SeenHour>> arrivals = new HashMap<>();
    private final Set<Long> days = new HashSet<>();
    private final long firstHour;

    /// Hours that tell of one to come.
    ///
    /// @param hours where they begin, none if nothing tells of it
    /// @param ofTheWeek whether they are of the same weekday
    record Like(List<Long> hours, boolean ofTheWeek) {}

    private WorkHistory(List<SeenHour> seen, List<SeenHour> arrived) {
        this.seen = List.copyOf(seen);
        for (SeenHour each : arrived) {
            arrivals.computeIfAbsent(each.hourMicros(), _ -> new ArrayList<>()).add(each);
        }
        seen.forEach(each -> days.add(Math.floorDiv(each.hourMicros(), DAY)));
        this.firstHour = seen.isEmpty() ? Long.MAX_VALUE : seen.getFirst().hourMicros();
    }

    /// @param seen of hours that are over, each feature, endpoint, kind and room ([Rooms]) once an
    ///   hour
    /// @param held what was told to come back
    public static WorkHistory of(List<SeenHour> seen, List<HeldHour> held) {
        List<SeenHour> ordered =
                seen.stream()
                        .filter(each -> each.use().calls() > 0)
                        .sorted(Comparator.comparingLong(SeenHour::hourMicros))
                        .toList();
        return new WorkHistory(ordered, Arrivals.restored(ordered, held));
    }

    /// On which anything was recorded.
    public int days() {
        return days.size();
    }

    /// What ran at these endpoints, when it ran.
    List<SeenHour> seen(Set<String> endpoints) {
        return seen.stream().filter(each -> endpoints.contains(each.endpoint())).toList();
    }

    /// What came in an hour for these endpoints, whenever it ran.
    List<SeenHour> arrived(long hourMicros, Set<String> endpoints) {
        return arrivals.getOrDefault(hourMicros, List.of()).stream()
                .filter(each -> endpoints.contains(each.endpoint()))
                .toList();
    }

    /// The hours of the same time of the week, or, where there is none, of the same time of the
    /// day. Days on which nothing at all was recorded tell of nothing.
    Like like(long hourMicros, long nowMicros) {
        List<Long> weeks = before(hourMicros, WEEK, MOST_WEEKS, nowMicros);
        return weeks.isEmpty()
                ? new Like(before(hourMicros, DAY, MOST_DAYS, nowMicros), false)
                : new Like(weeks, true);
    }

    private List<Long> before(long hourMicros, long step, int most, long nowMicros) {
        List<Long> found = new ArrayList<>();
        for (long at = hourMicros - step; at >= firstHour && found.size() < most; at -= step) {
            if (at + HOUR <= nowMicros && days.contains(Math.floorDiv(at, DAY))) {
                found.add(at);
            }
        }
        return found;
    }
}
