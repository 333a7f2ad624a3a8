package dev.fleetward.control.season;

import dev.fleetward.core.season.slow.Cohort;
import dev.fleetward.core.season.slow.ResidualCell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// First tokens of the last two days by slot of five minutes and cohort, beside what was usual.
/// Confined to its [SeasonBook].
///
/// Where there are more cohorts in a slot than [#MOST_OF_A_SLOT], further tenants are not told
/// apart, and from twice as many on further routes neither; where there are more cells than
/// [#MOST_CELLS], the oldest slots go.
final class RecentCells {
    static final long KEPT_MICROS = 48 * 3_600_000_000L;
    static final int MOST_CELLS = 100_000;
    static final int MOST_OF_A_SLOT = 500;

    private static final long SLOT = ResidualCell.SLOT_MICROS;

    private final NavigableMap<Long, Map<Cohort, Sums>> slots = new TreeMap<>();
    private int cells;

    /// @param logFirstToken the mean logarithm of what was observed
    void add(
            long wallMicros,
            Cohort cohort,
            double logFirstToken,
            double promptTokens,
            Usual usual,
            long calls) {
        Map<Cohort, Sums> slot =
                slots.computeIfAbsent(Math.floorDiv(wallMicros, SLOT), _ -> new HashMap<>());
        Cohort told = slot.size() >= MOST_OF_A_SLOT ? cohort.withoutTenant() : cohort;
        told = slot.size() >= 2 * MOST_OF_A_SLOT ? told.withoutRoute() : told;
        Sums sums = slot.get(told);
        if (sums == null) {
            sums = new Sums();
            slot.put(told, sums);
            cells++;
        }
        sums.add(logFirstToken, promptTokens, usual, calls);
        while (cells > MOST_CELLS && slots.size() > 1) {
            cells -= slots.pollFirstEntry().getValue().size();
        }
    }

    /// What is too old, or too far ahead to be true, goes.
    void keepUntil(long nowMicros) {
        slots.headMap(Math.floorDiv(nowMicros - KEPT_MICROS, SLOT)).clear();
        slots.tailMap(Math.floorDiv(nowMicros + KEPT_MICROS, SLOT)).clear();
        cells = slots.values().stream().mapToInt(Map::size).sum();
    }

    /// Those of a time range, slot by slot.
    List<ResidualCell> between(long fromMicros, long untilMicros) {
        List<ResidualCell> list = new ArrayList<>();
        long first = Math.floorDiv(fromMicros, SLOT);
        long end = Math.ceilDiv(untilMicros, SLOT);
        if (first < end) {
            slots.subMap(first, end)
                    .forEach((slot, cohorts) ->
                            cohorts.forEach(
                                    (cohort, sums) -> list.add(sums.of(slot * SLOT, cohort))));
        }
        return list;
    }

    int size() {
        return cells;
    }

    /// Over the calls of a cell.
    private static final class Sums {
        private long calls;
        private double observed;
        private double usual;
        private double season;
        private double tokens;
        private double band;

        void add(double logFirstToken, double promptTokens, Usual there, long more) {
            calls += more;
            observed += logFirstToken * more;
            usual += Math.log(there.firstTokenNanos()) * more;
            season += Math.log(there.dayRatio()) * more;
            tokens += promptTokens * more;
            band += there.band() * more;
        }

        ResidualCell of(long wallMicros, Cohort cohort) {
            return new ResidualCell(
                    wallMicros,
                    cohort,
                    calls,
                    (observed - usual) / calls,
                    Math.exp(observed / calls),
                    tokens / calls,
                    Math.exp(usual / calls),
                    band / calls,
                    Math.exp(season / calls));
        }
    }
}
