package dev.fleetward.app.node;

import dev.fleetward.app.host.Trouble;
import dev.fleetward.control.ledger.SpendAtStart;
import dev.fleetward.control.ledger.SpendToDate;
import dev.fleetward.core.quota.FairDesk;
import dev.fleetward.core.quota.Spend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/// What earlier processes on the same data folder spent today and this month (UTC): where budgets
/// start. A start over midnight gives nothing to the day that has ended. Immutable.
record SpentBefore(LocalDate today, SpendToDate spent) {

    /// Reads what an earlier process left, so it comes before [Storage#open].
    static SpentBefore read(Path folder, long wallMicros) {
        LocalDate today =
                LocalDate.ofInstant(
                        Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS), ZoneOffset.UTC);
        try {
            return new SpentBefore(today, SpendAtStart.read(folder, today));
        } catch (IOException e) {
            throw new Trouble(
                    Trouble.PROBLEM,
                    "the data folder " + folder + " cannot be read: " + e.getMessage(),
                    "Budgets would start at zero, so nothing was started.",
                    e);
        }
    }

    void tell(FairDesk desk) {
        Map<String, Spend> month = new HashMap<>();
        spent.month()
                .forEach((feature, sum) ->
                        month.put(feature, new Spend(sum.totalNanos(), sum.backgroundNanos())));
        desk.addSpent(YearMonth.from(today), month);
        desk.addSpent(today, spent.dayNanos());
    }
}
