package dev.fleetward.control.season;

import dev.fleetward.core.season.slow.ResidualCell;
import dev.fleetward.core.season.slow.SlowVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why it is slow, and how slow it is. Immutable.
///
/// @param untilMicros the end of what was asked about
/// @param firstTokenNanos typical of those asked about, since then; 0 without any call
/// @param usualNanos what would be usual for the same calls; 0 without any call
public record SlowAnswer(
        SlowVerdict verdict, long untilMicros, double firstTokenNanos, double usualNanos) {

    static SlowAnswer of(
            SlowVerdict verdict,
            @Nullable String feature,
            long fromMicros,
            long untilMicros,
            List<ResidualCell> cells) {
        double calls = 0;
        double observed = 0;
        double usual = 0;
        for (ResidualCell cell : cells) {
            if (cell.wallMicros() >= fromMicros
                    && (feature == null || feature.equals(cell.cohort().feature()))) {
                calls += cell.calls();
                observed += cell.calls() * Math.log(cell.observed());
                usual += cell.calls() * Math.log(cell.baseline());
            }
        }
        return calls == 0
                ? new SlowAnswer(verdict, untilMicros, 0, 0)
                : new SlowAnswer(
                        verdict, untilMicros, Math.exp(observed / calls), Math.exp(usual / calls));
    }
}
