package dev.fleetward.control.season;

import dev.fleetward.core.season.slow.ResidualCell;
import dev.fleetward.core.season.slow.SlowQuestion;
import dev.fleetward.core.season.slow.SlowVerdict;
import java.util.Map;

/// Why it is slow, and how slow it is. Immutable.
///
/// @param untilMicros the end of what was asked about
/// @param firstTokenNanos typical of those asked about, since then; 0 without any call
/// @param usualNanos what would be usual for the same calls; 0 without any call
/// @param withoutHistory by endpoint, the calls asked about that were left out, since nearly
///   nothing was known there of what is usual
public record SlowAnswer(
        SlowVerdict verdict,
        long untilMicros,
        double firstTokenNanos,
        double usualNanos,
        Map<String, Long> withoutHistory) {
    public SlowAnswer {
        withoutHistory = Map.copyOf(withoutHistory);
    }

    static SlowAnswer of(SlowVerdict verdict, SlowQuestion question) {
        double calls = 0;
        double observed = 0;
        double usual = 0;
        for (ResidualCell cell : question.cells()) {
            if (cell.wallMicros() >= question.fromMicros()
                    && question.scope().covers(cell.cohort())) {
                calls += cell.calls();
                observed += cell.calls() * Math.log(cell.observed());
                usual += cell.calls() * Math.log(cell.baseline());
            }
        }
        return new SlowAnswer(
                verdict,
                question.untilMicros(),
                calls == 0 ? 0 : Math.exp(observed / calls),
                calls == 0 ? 0 : Math.exp(usual / calls),
                question.withoutHistory());
    }
}
