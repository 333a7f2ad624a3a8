package dev.fleetward.core.season;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How slow endpoints will be in the hours to come, for what acts on it call by call. Endpoints of
/// which nothing is known are not in it. Immutable.
///
/// @param endpoints by name
public record SeasonPlan(Map<String, Outlook> endpoints) {
    public static final SeasonPlan NOTHING = new SeasonPlan(Map.of());

    public SeasonPlan {
        endpoints = Map.copyOf(endpoints);
    }

    /// What is foretold of one endpoint. Immutable.
    ///
    /// @param shared whether interactive calls use what it draws from, so that somebody gains by
    ///   what waits
    /// @param hours in order; those of which nothing is known are left out
    public record Outlook(boolean shared, List<Hour> hours) {
        public Outlook {
            hours = List.copyOf(hours);
        }
    }

    /// One hour. Immutable.
    ///
    /// @param ratio of its usual first token to the day's
    public record Hour(long startMicros, long endMicros, double ratio) {}

    /// The hour in which a moment lies, as far as something is known of it.
    public Optional<Hour> at(String endpoint, long wallMicros) {
        Outlook outlook = endpoints.get(endpoint);
        if (outlook != null) {
            for (Hour hour : outlook.hours) {
                if (wallMicros >= hour.startMicros && wallMicros < hour.endMicros) {
                    return Optional.of(hour);
                }
            }
        }
        return Optional.empty();
    }
}
