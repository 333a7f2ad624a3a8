package dev.fleetward.control.ledger;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.event.CallEvent;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What each feature spent in each of the last months (UTC, by acceptance). Confined.
final class SpendBook {
    /// Older months are forgotten.
    private static final int MONTHS = 3;

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final TreeMap<YearMonth, Map<String, Spend>> months = new TreeMap<>();

    void charge(CallEvent event) {
        long nanos = event.charge().costNanos();
        if (nanos > 0) {
            boolean background = event.who().callClass() == CallClass.BACKGROUND;
            add(
                    monthOf(event.timing().acceptedWallMicros()),
                    event.who().feature(),
                    new Spend(nanos, background ? nanos : 0));
        }
    }

    void add(YearMonth month, String feature, Spend spend) {
        months.computeIfAbsent(month, m -> new HashMap<>()).merge(feature, spend, Spend::plus);
        while (months.size() > MONTHS) {
            months.pollFirstEntry();
        }
    }

    Map<String, Spend> of(YearMonth month) {
        return Map.copyOf(months.getOrDefault(month, Map.of()));
    }

    Map<YearMonth, Map<String, Spend>> all() {
        return months;
    }

    static YearMonth monthOf(long wallMicros) {
        return YearMonth.from(LocalDate.ofEpochDay(Math.floorDiv(wallMicros, MICROS_PER_DAY)));
    }
}
