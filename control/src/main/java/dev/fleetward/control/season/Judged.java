package dev.fleetward.control.season;

import dev.fleetward.control.season.LeftOut.Place;
import dev.fleetward.core.season.slow.ResidualCell;
import dev.fleetward.core.season.slow.Scope;
import dev.fleetward.core.season.slow.SlowQuestion;
import dev.fleetward.core.season.slow.Unjudged;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What of the calls of a time can be judged. Immutable.
///
/// Where it becomes known in the middle of that time what is usual somewhere, its calls would seem
/// to begin then. So nothing counts from before that moment, if there is still enough before the
/// time asked about; else the place is left out whole.
///
/// @param unjudged the calls of the scope that are left out
record Judged(List<ResidualCell> cells, List<Unjudged> unjudged) {
    Judged {
        cells = List.copyOf(cells);
        unjudged = List.copyOf(unjudged);
    }

    /// @param beginMicros of what is looked at
    /// @param fromMicros of what is asked about
    static Judged of(
            SeasonBook book, Scope scope, long beginMicros, long fromMicros, long untilMicros) {
        List<ResidualCell> cells = book.recent().between(beginMicros, untilMicros);
        Map<String, Long> without =
                new HashMap<>(book.leftOut().between(beginMicros, untilMicros, scope));
        Map<Place, Long> ends = book.leftOut().ends(beginMicros, untilMicros);
        Set<Place> known = new HashSet<>();
        cells.forEach(cell -> known.add(Place.of(cell.cohort())));
        ends.keySet().retainAll(known);
        long begin = beginMicros - Math.floorMod(beginMicros, ResidualCell.SLOT_MICROS);
        Set<Place> dropped = new HashSet<>();
        Map<String, Long> knownSince = new HashMap<>();
        for (Map.Entry<Place, Long> each : ends.entrySet()) {
            knownSince.merge(each.getKey().endpoint(), each.getValue(), Math::max);
            if (each.getValue() <= fromMicros - SlowQuestion.LEAST_BEFORE_MICROS) {
                begin = Math.max(begin, each.getValue());
            } else {
                dropped.add(each.getKey());
            }
        }
        for (ResidualCell cell : cells) {
            if (dropped.contains(Place.of(cell.cohort())) && scope.covers(cell.cohort())) {
                without.merge(cell.cohort().endpoint(), cell.calls(), Long::sum);
            }
        }
        long first = begin;
        return new Judged(
                cells.stream()
                        .filter(cell ->
                                cell.wallMicros() >= first
                                        && !dropped.contains(Place.of(cell.cohort())))
                        .toList(),
                without.entrySet().stream()
                        .map(each ->
                                new Unjudged(
                                        each.getKey(),
                                        each.getValue(),
                                        knownSince.getOrDefault(each.getKey(), 0L)))
                        .sorted(Comparator.comparing(Unjudged::endpoint))
                        .toList());
    }
}
