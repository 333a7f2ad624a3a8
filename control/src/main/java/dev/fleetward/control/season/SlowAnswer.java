package dev.fleetward.control.season;

import dev.fleetward.core.season.slow.ResidualCell;
import dev.fleetward.core.season.slow.SlowQuestion;
import dev.fleetward.core.season.slow.SlowVerdict;
import dev.fleetward.core.season.slow.Unjudged;
import java.util.List;

/// Why it is slow, and how slow it is. Immutable.
///
/// @param untilMicros the end of what was asked about
/// @param firstTokenNanos typical of those asked about, since then; 0 without any call
/// @param usualNanos what would be usual for the same calls; 0 without any call
/// @param unjudged the calls asked about that were left out
public record SlowAnswer(
        SlowVerdict verdict,
        long untilMicros,
        double firstTokenNanos,
        double usualNanos,
        List<Unjudged> unjudged) {
    public SlowAnswer {
        unjudged = List.copyOf(unjudged);
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
                question.unjudged());
    }
}
