package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.season.Seasons;
import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.Forecast;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.ProfileKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Profiles as JSON. Times are in milliseconds, failures are rates. Stateless.
final class ProfilesView {
    private static final double NANOS_PER_MILLI = 1e6;

    private ProfilesView() {}

    /// Now, and when it will be slowest and fastest in the next day.
    static Map<String, @Nullable Object> brief(Seasons seasons, ProfileKey key, double weight) {
        List<Forecast.Hour> hours = seasons.forecast(key).hours();
        Comparator<Forecast.Hour> byLevel = Comparator.comparingDouble(Forecast.Hour::median);
        return members(
                "endpoint", key.endpoint(),
                "region", key.region(),
                "size", SeasonRoutes.label(key.size()),
                "calls", Math.round(weight),
                "now", hours.isEmpty() ? null : hour(key.measure(), hours.getFirst()),
                "slowest",
                        hours.stream().max(byLevel).map(h -> hour(key.measure(), h)).orElse(null),
                "fastest",
                        hours.stream().min(byLevel).map(h -> hour(key.measure(), h)).orElse(null));
    }

    /// The week and the next day, for each measure.
    static Map<String, @Nullable Object> full(
            Seasons seasons, ProfileKey key, Map<ProfileKey, Double> weights) {
        List<Object> measures = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            ProfileKey one = new ProfileKey(key.endpoint(), key.region(), key.size(), measure);
            if (weights.containsKey(one)) {
                measures.add(
                        members(
                                "measure", SeasonRoutes.label(measure),
                                "unit", measure.isRate() ? "rate" : "ms",
                                "calls", Math.round(SeasonRoutes.weight(weights, one)),
                                "week",
                                        seasons.week(one).stream()
                                                .map(ProfilesView::usual)
                                                .toList(),
                                "forecast",
                                        seasons.forecast(one).hours().stream()
                                                .map(hour -> hour(measure, hour))
                                                .toList()));
            }
        }
        return members(
                "endpoint", key.endpoint(),
                "region", key.region(),
                "size", SeasonRoutes.label(key.size()),
                "measures", measures);
    }

    private static Map<String, @Nullable Object> usual(Baseline usual) {
        return members(
                "hour", usual.hour().index(),
                "level", level(usual.measure(), usual.median()),
                "band", usual.band(),
                "ratioToDay", usual.ratioToDay(),
                "calls", Math.round(usual.n()),
                "depth", SeasonRoutes.label(usual.depth()));
    }

    private static Map<String, @Nullable Object> hour(Measure measure, Forecast.Hour hour) {
        return members(
                "begins", EndpointsView.text(hour.startMicros()),
                "hour", hour.hour().index(),
                "level", level(measure, hour.median()),
                "low", level(measure, hour.low()),
                "high", level(measure, hour.high()),
                "slow", level(measure, hour.slow()),
                "ratioToDay", hour.ratioToDay(),
                "calls", Math.round(hour.n()),
                "depth", SeasonRoutes.label(hour.depth()));
    }

    private static double level(Measure measure, double level) {
        return measure.isRate() ? level : level / NANOS_PER_MILLI;
    }
}
