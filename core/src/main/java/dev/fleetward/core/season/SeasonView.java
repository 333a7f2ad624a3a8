package dev.fleetward.core.season;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How soon endpoints' first tokens are expected at this hour and the next, as their seasons are.
/// Endpoints of which that is not known are not in it. Immutable.
///
/// @param endpoints by name
public record SeasonView(Map<String, Expected> endpoints) {
    public static final SeasonView NOTHING = new SeasonView(Map.of());

    /// What [#firstTokenNanos] answers where nothing is known.
    public static final long UNKNOWN = -1;

    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    public SeasonView {
        endpoints = Map.copyOf(endpoints);
    }

    /// The usual time to the first token, without what the prompt itself takes ([PrefillModel]).
    ///
    /// @param nowNanos at this hour; [#UNKNOWN] if that is not known
    /// @param nextNanos at the hour after it; [#UNKNOWN] if that is not known
    /// @param hourEndsWallMicros when this hour ends. What is expected of the next one is valid for
    ///   an hour from then on
    public record Expected(long nowNanos, long nextNanos, long hourEndsWallMicros) {}

    /// [#UNKNOWN] where the view knows nothing of the endpoint, or is too old.
    public long firstTokenNanos(String endpoint, long wallMicros) {
        Expected expected = endpoints.get(endpoint);
        if (expected == null) {
            return UNKNOWN;
        }
        if (wallMicros < expected.hourEndsWallMicros()) {
            return expected.nowNanos();
        }
        return wallMicros < expected.hourEndsWallMicros() + HOUR_MICROS
                ? expected.nextNanos()
                : UNKNOWN;
    }
}
