package dev.fleetward.control.season;

import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.Depth;
import dev.fleetward.core.season.Forecast;
import dev.fleetward.core.season.HourOfWeek;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Makes the plan of the hours to come out of the seasons. Hours that have to draw on all others
/// say nothing of their own, and are left out. Stateless.
public final class Outlooks {
    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    private Outlooks() {}

    public static SeasonPlan of(FleetSnapshot fleet, Seasons seasons) {
        Set<String> shared = Capacities.shared(fleet);
        Map<String, ProfileKey> heaviest = Heaviest.firstTokens(seasons.weights());
        Map<String, SeasonPlan.Outlook> outlooks = new HashMap<>();
        for (Endpoint endpoint : fleet.endpoints().values()) {
            ProfileKey key = heaviest.get(endpoint.name());
            if (key == null) {
                continue;
            }
            List<SeasonPlan.Hour> hours = new ArrayList<>();
            for (Forecast.Hour hour : seasons.forecast(key).hours()) {
                if (hour.depth() != Depth.WHOLE) {
                    hours.add(
                            new SeasonPlan.Hour(
                                    hour.startMicros(),
                                    hour.startMicros() + HOUR_MICROS,
                                    hour.ratioToDay()));
                }
            }
            if (!hours.isEmpty()) {
                outlooks.put(
                        endpoint.name(),
                        new SeasonPlan.Outlook(
                                shared.contains(Capacities.drawsFrom(endpoint)), hours));
            }
        }
        return new SeasonPlan(outlooks);
    }

    /// The same for a day that begins with an hour of the week to come.
    static Map<String, SeasonPlan.Outlook> of(
            FleetSnapshot fleet, Seasons seasons, long fromMicros, int hours) {
        Set<String> shared = Capacities.shared(fleet);
        Map<String, SeasonPlan.Outlook> outlooks = new HashMap<>();
        Heaviest.firstTokens(seasons.weights())
                .forEach((name, key) -> {
                    Endpoint endpoint = fleet.endpoints().get(name);
                    if (endpoint != null) {
                        outlooks.put(
                                name,
                                new SeasonPlan.Outlook(
                                        shared.contains(Capacities.drawsFrom(endpoint)),
                                        hours(seasons.week(key), fromMicros, hours)));
                    }
                });
        return outlooks;
    }

    private static List<SeasonPlan.Hour> hours(List<Baseline> week, long fromMicros, int count) {
        Map<HourOfWeek, Baseline> byHour = new HashMap<>();
        for (Baseline each : week) {
            if (each.depth() != Depth.WHOLE) {
                byHour.put(each.hour(), each);
            }
        }
        List<SeasonPlan.Hour> hours = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long start = fromMicros + i * HOUR_MICROS;
            Baseline usual = byHour.get(HourOfWeek.at(start));
            if (usual != null) {
                hours.add(new SeasonPlan.Hour(start, start + HOUR_MICROS, usual.ratioToDay()));
            }
        }
        return hours;
    }
}
