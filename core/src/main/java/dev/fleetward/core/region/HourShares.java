package dev.fleetward.core.region;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How many calls each version of a cell served, by the hour: the latest hours, and beyond them
/// those in which versions mixed. Confined to its book.
final class HourShares {
    static final int RECENT_HOURS = 24;

    /// Four weeks.
    static final int MIXED_HOURS = 4 * 7 * 24;

    private final TreeMap<Long, Map<String, Long>> recent = new TreeMap<>();
    private final TreeMap<Long, Map<String, Long>> mixed = new TreeMap<>();

    void add(String version, long hour, long calls) {
        Map<String, Long> counts = mixed.get(hour);
        if (counts == null) {
            counts = recent.computeIfAbsent(hour, h -> new HashMap<>(2));
        }
        counts.merge(version, calls, Long::sum);
        if (recent.size() > RECENT_HOURS) {
            var eldest = recent.pollFirstEntry();
            if (eldest.getValue().size() > 1) {
                mixed.put(eldest.getKey(), eldest.getValue());
                if (mixed.size() > MIXED_HOURS) {
                    mixed.pollFirstEntry();
                }
            }
        }
    }

    /// Calls by version in the hours from `from` to `to`, both included.
    Map<String, Long> between(long from, long to) {
        Map<String, Long> sum = new HashMap<>();
        if (from <= to) {
            for (TreeMap<Long, Map<String, Long>> part : List.of(mixed, recent)) {
                part.subMap(from, true, to, true)
                        .values()
                        .forEach(counts ->
                                counts.forEach((name, n) -> sum.merge(name, n, Long::sum)));
            }
        }
        sum.values().removeIf(calls -> calls <= 0);
        return sum;
    }

    /// All hours that are remembered, the eldest first.
    List<RolloutMatrix.HourShare> all() {
        TreeMap<Long, Map<String, Long>> both = new TreeMap<>(mixed);
        both.putAll(recent);
        List<RolloutMatrix.HourShare> hours = new ArrayList<>(both.size());
        both.forEach((hour, counts) -> hours.add(new RolloutMatrix.HourShare(hour, counts)));
        return hours;
    }
}
