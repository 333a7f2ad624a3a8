package dev.fleetward.control.season;

import dev.fleetward.core.season.Forecast;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.SeasonView;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How soon endpoints are expected to answer at this hour and the next, as far as the memory of
/// seasons tells. Stateless.
///
/// An endpoint is expected to do as it does for the region and the size of prompt of which most is
/// known there.
public final class Expectations {
    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    private Expectations() {}

    /// @param endpoints those that matter
    public static SeasonView of(Seasons seasons, Set<String> endpoints, long wallMicros) {
        return of(seasons.weights(), seasons::forecast, endpoints, wallMicros);
    }

    static SeasonView of(
            Map<ProfileKey, Double> weights,
            Function<ProfileKey, Forecast> forecasts,
            Set<String> endpoints,
            long wallMicros) {
        Map<String, ProfileKey> heaviest = new HashMap<>();
        weights.forEach((key, weight) -> {
            if (key.measure() == Measure.FIRST_TOKEN_LESS_PREFILL
                    && endpoints.contains(key.endpoint())
                    && weight > weight(weights, heaviest.get(key.endpoint()))) {
                heaviest.put(key.endpoint(), key);
            }
        });
        Map<String, SeasonView.Expected> expected = new HashMap<>();
        heaviest.forEach((endpoint, key) -> {
            Forecast forecast = forecasts.apply(key);
            forecast.at(wallMicros)
                    .ifPresent(hour ->
                            expected.put(
                                    endpoint,
                                    new SeasonView.Expected(
                                            Math.round(hour.median()),
                                            forecast.at(wallMicros + HOUR_MICROS)
                                                    .map(next -> Math.round(next.median()))
                                                    .orElse(SeasonView.UNKNOWN),
                                            hour.startMicros() + HOUR_MICROS)));
        });
        return new SeasonView(expected);
    }

    private static double weight(Map<ProfileKey, Double> weights, @Nullable ProfileKey key) {
        return key == null ? 0 : weights.getOrDefault(key, 0.0);
    }

    /// The number of the hour in which a moment lies, counted from the epoch.
    public static long hour(long wallMicros) {
        return Math.floorDiv(wallMicros, HOUR_MICROS);
    }
}
