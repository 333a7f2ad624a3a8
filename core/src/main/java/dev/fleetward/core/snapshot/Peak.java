package dev.fleetward.core.snapshot;

import dev.fleetward.core.season.PeakRule;
import java.util.Map;

/// What a route does otherwise while it is at its peak. Immutable.
///
/// @param rule when that is
/// @param words the same for people
/// @param isOn whether it is now
public record Peak(PeakRule rule, String words, boolean isOn, Setting usual, Setting atPeak) {

    /// What of a route may depend on the hour. Immutable.
    ///
    /// @param maxOutputTokens [Route#NO_CLAMP] if nothing is lowered
    /// @param parameters members of the request that are set, as JSON text by name
    public record Setting(
            Route.Strategy strategy,
            Timeouts timeouts,
            long maxOutputTokens,
            Map<String, String> parameters) {
        public Setting {
            parameters = Map.copyOf(parameters);
        }
    }

    /// What holds now.
    public Setting now() {
        return isOn ? atPeak : usual;
    }

    Peak switched(boolean on) {
        return new Peak(rule, words, on, usual, atPeak);
    }
}
