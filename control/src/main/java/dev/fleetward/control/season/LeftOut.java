package dev.fleetward.control.season;

import dev.fleetward.core.season.slow.Cohort;
import dev.fleetward.core.season.slow.ResidualCell;
import dev.fleetward.core.season.slow.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Calls of the last two days at endpoints of which nearly nothing was known then, by slot of five
/// minutes. Confined to its [SeasonBook].
///
/// Where there are more than [#MOST_OF_A_SLOT] kinds in a slot, further features and routes are not
/// told apart; such calls belong to the whole fleet alone.
final class LeftOut {
    static final int MOST_OF_A_SLOT = 100;

    private static final long SLOT = ResidualCell.SLOT_MICROS;

    /// What is usual is known of such a place or it is not. Immutable.
    ///
    /// @param bucket the size of the prompt
    record Place(String endpoint, @Nullable String region, String bucket) {
        static Place of(Cohort cohort) {
            return new Place(cohort.endpoint(), cohort.region(), cohort.bucket());
        }
    }

    /// @param feature null where it is not told apart
    private record Kind(@Nullable String feature, @Nullable String route, Place place) {}

    private final NavigableMap<Long, Map<Kind, Long>> slots = new TreeMap<>();

    void add(long wallMicros, Cohort cohort, long calls) {
        Map<Kind, Long> slot =
                slots.computeIfAbsent(Math.floorDiv(wallMicros, SLOT), _ -> new HashMap<>());
        Kind kind = new Kind(cohort.feature(), cohort.route(), Place.of(cohort));
        if (slot.size() >= MOST_OF_A_SLOT && !slot.containsKey(kind)) {
            kind = new Kind(null, null, kind.place);
        }
        slot.merge(kind, calls, Long::sum);
    }

    void keepUntil(long nowMicros) {
        slots.headMap(Math.floorDiv(nowMicros - RecentCells.KEPT_MICROS, SLOT)).clear();
        slots.tailMap(Math.floorDiv(nowMicros + RecentCells.KEPT_MICROS, SLOT)).clear();
    }

    /// By endpoint.
    Map<String, Long> between(long fromMicros, long untilMicros, Scope scope) {
        Map<String, Long> calls = new HashMap<>();
        within(fromMicros, untilMicros)
                .values()
                .forEach(slot ->
                        slot.forEach((kind, more) -> {
                            if (covers(scope, kind)) {
                                calls.merge(kind.place.endpoint, more, Long::sum);
                            }
                        }));
        return calls;
    }

    /// Where calls were left out, and the end of the last slot with such calls.
    Map<Place, Long> ends(long fromMicros, long untilMicros) {
        Map<Place, Long> ends = new HashMap<>();
        within(fromMicros, untilMicros)
                .forEach((slot, kinds) ->
                        kinds.keySet().forEach(kind -> ends.put(kind.place, (slot + 1) * SLOT)));
        return ends;
    }

    private NavigableMap<Long, Map<Kind, Long>> within(long fromMicros, long untilMicros) {
        long first = Math.floorDiv(fromMicros, SLOT);
        return slots.subMap(first, true, Math.max(first, Math.ceilDiv(untilMicros, SLOT)), false);
    }

    private static boolean covers(Scope scope, Kind kind) {
        return kind.feature == null
                ? scope.equals(Scope.ALL)
                : scope.covers(kind.feature, kind.route);
    }
}
