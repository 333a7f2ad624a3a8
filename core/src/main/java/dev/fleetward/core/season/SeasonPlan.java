package dev.fleetward.core.season;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How slow endpoints will be in the hours to come, and where work that can wait is to go, for what
/// acts on it call by call. Endpoints of which nothing is known are not in it. Immutable.
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
    /// @param moves by name of the feature, in order; a feature that is not in it has no plan
    public record Outlook(boolean shared, List<Hour> hours, Map<String, List<Move>> moves) {
        public Outlook {
            hours = List.copyOf(hours);
            moves = Map.copyOf(moves);
        }

        /// Without a plan for the work of any feature.
        public Outlook(boolean shared, List<Hour> hours) {
            this(shared, hours, Map.of());
        }
    }

    /// One hour. Immutable.
    ///
    /// @param ratio of its usual first token to the day's
    public record Hour(long startMicros, long endMicros, double ratio) {}

    /// Where a part of the work is to go that comes in one hour. Immutable.
    ///
    /// @param fromMicros where the hour begins in which it comes
    /// @param timeMicros of calls that have so much time, and less than what the next such group of
    ///   that hour has
    /// @param startMicros where the hour begins in which it is to run: the same if it is to go on
    ///   at once
    /// @param share of what such calls bring in that hour; the shares of one group sum to 1
    public record Move(long fromMicros, long timeMicros, long startMicros, double share) {
        public Move {
            if (startMicros < fromMicros || !(share > 0)) {
                throw new IllegalArgumentException(
                        share + " from " + fromMicros + " to " + startMicros);
            }
        }
    }

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

    /// The same with this plan of the work.
    ///
    /// @param moves by name of the endpoint and of the feature; of endpoints that are not foretold
    ///   they say nothing
    public SeasonPlan moving(Map<String, Map<String, List<Move>>> moves) {
        Map<String, Outlook> planned = new HashMap<>(endpoints);
        planned.replaceAll((name, outlook) ->
                new Outlook(outlook.shared, outlook.hours, moves.getOrDefault(name, Map.of())));
        return new SeasonPlan(planned);
    }
}
