package dev.fleetward.core.region;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The lines that were not yet taken to be kept. Counts of one hour are one line until then.
/// Confined to its book.
final class Journal {
    /// Lines that wait; a book whose lines nobody takes stops writing.
    static final int MOST = 65_536;

    private record Key(Cell cell, String version, long hour) {}

    private final List<RolloutRow> rows = new ArrayList<>();
    private final Map<Key, RolloutRow.Hour> hours = new LinkedHashMap<>();

    void write(RolloutRow row) {
        if (rows.size() < MOST) {
            rows.add(row);
        }
    }

    /// Counts within an hour, by the same terms as [RolloutRow.Hour].
    void count(RolloutRow.Hour more) {
        Key key = new Key(more.cell(), more.version(), more.hour());
        if (hours.size() < MOST || hours.containsKey(key)) {
            hours.merge(key, more, Journal::sum);
        }
    }

    private static RolloutRow.Hour sum(RolloutRow.Hour one, RolloutRow.Hour other) {
        return new RolloutRow.Hour(
                one.cell(),
                one.version(),
                one.hour(),
                one.calls() + other.calls(),
                one.late() + other.late(),
                one.moved() + other.moved(),
                Math.min(one.firstWallMicros(), other.firstWallMicros()),
                Math.max(one.lastWallMicros(), other.lastWallMicros()));
    }

    List<RolloutRow> drain() {
        List<RolloutRow> all = new ArrayList<>(rows);
        all.addAll(hours.values());
        rows.clear();
        hours.clear();
        return all;
    }
}
