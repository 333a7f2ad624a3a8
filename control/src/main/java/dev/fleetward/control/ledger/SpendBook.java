package dev.fleetward.control.ledger;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.event.CallEvent;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What each feature spent in each of the last months and on each of the last days (UTC, by
/// acceptance). Confined.
final class SpendBook {
    /// Older months are forgotten.
    private static final int MONTHS = 3;

    /// Older days are forgotten.
    private static final int DAYS = 2;

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final TreeMap<YearMonth, Map<String, Spend>> months = new TreeMap<>();
    private final TreeMap<LocalDate, Map<String, Long>> days = new TreeMap<>();

    void charge(CallEvent event) {
        long nanos = event.charge().costNanos();
        if (nanos > 0) {
            boolean background = event.who().callClass() == CallClass.BACKGROUND;
            add(
                    dayOf(event.timing().acceptedWallMicros()),
                    event.who().feature(),
                    new Spend(nanos, background ? nanos : 0));
        }
    }

    /// Adds what was spent on a day, to it and to its month.
    void add(LocalDate day, String feature, Spend spend) {
        addToMonth(YearMonth.from(day), feature, spend);
        addToDay(day, feature, spend.totalNanos());
    }

    void addToMonth(YearMonth month, String feature, Spend spend) {
        months.computeIfAbsent(month, m -> new HashMap<>()).merge(feature, spend, Spend::plus);
        while (months.size() > MONTHS) {
            months.pollFirstEntry();
        }
    }

    void addToDay(LocalDate day, String feature, long nanos) {
        days.computeIfAbsent(day, d -> new HashMap<>()).merge(feature, nanos, Long::sum);
        while (days.size() > DAYS) {
            days.pollFirstEntry();
        }
    }

    /// The spend of a day and of its month until now.
    SpendToDate toDate(LocalDate day) {
        return new SpendToDate(
                months.getOrDefault(YearMonth.from(day), Map.of()),
                days.getOrDefault(day, Map.of()));
    }

    Map<YearMonth, Map<String, Spend>> months() {
        return months;
    }

    /// In nano-dollars.
    Map<LocalDate, Map<String, Long>> days() {
        return days;
    }

    static LocalDate dayOf(long wallMicros) {
        return LocalDate.ofEpochDay(Math.floorDiv(wallMicros, MICROS_PER_DAY));
    }
}
