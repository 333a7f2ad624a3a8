package dev.fleetward.core.season.slow;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Why is it slow? Immutable.
///
/// Cells should begin an hour or more before `fromMicros`: what was before is what the time since
/// is held against. They should be those of the whole fleet, also where one feature is asked about,
/// since the others are its controls.
///
/// @param scope whose calls are asked about
/// @param fromMicros since when it is slow, in UTC
/// @param untilMicros the end of what is asked about
/// @param zone in which hours are told
/// @param cells at most [#MOST_CELLS], within [#MOST_SLOTS] slots; those at or after `untilMicros`
///   do not count
/// @param marks at most [#MOST_MARKS]
/// @param unjudged the calls of the scope that are not in the cells
public record SlowQuestion(
        Scope scope,
        long fromMicros,
        long untilMicros,
        ZoneId zone,
        List<ResidualCell> cells,
        List<Mark> marks,
        List<Unjudged> unjudged) {
    public static final int MOST_CELLS = 200_000;

    /// A day.
    public static final int MOST_SLOTS = 288;

    /// Cohorts, whatever the size of the prompt.
    public static final int MOST_GROUPS = 1_000;

    public static final int MOST_MARKS = 100;

    /// Without which there is no before.
    public static final long LEAST_BEFORE_MICROS = Rules.SLOTS_BEFORE * ResidualCell.SLOT_MICROS;

    public SlowQuestion {
        if (fromMicros >= untilMicros) {
            throw new IllegalArgumentException(
                    "fromMicros: " + fromMicros + " (expected: before " + untilMicros + ")");
        }
        atMost("cells", cells.size(), MOST_CELLS);
        atMost("marks", marks.size(), MOST_MARKS);
        cells = cells.stream().filter(cell -> cell.wallMicros() < untilMicros).toList();
        marks = List.copyOf(marks);
        unjudged = List.copyOf(unjudged);
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        Set<Cohort> groups = new HashSet<>();
        for (ResidualCell cell : cells) {
            first = Math.min(first, cell.slot());
            last = Math.max(last, cell.slot());
            groups.add(cell.cohort().ofAllPrompts());
        }
        if (!cells.isEmpty()) {
            atMost("slots", last - first + 1, MOST_SLOTS);
        }
        atMost("cohorts", groups.size(), MOST_GROUPS);
    }

    private static void atMost(String what, long count, long most) {
        if (count > most) {
            throw new IllegalArgumentException(
                    what + ": " + count + " (expected: at most " + most + ")");
        }
    }
}
