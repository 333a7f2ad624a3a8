package dev.fleetward.core.season.work;

import dev.fleetward.core.season.Deferral;
import dev.fleetward.core.season.SeasonPlan.Outlook;
import java.util.Map;

/// What endpoints draw from together: a pool, or an endpoint that has none. Immutable.
///
/// @param limits what is configured, for an hour; none where nobody said
/// @param shared whether interactive features may use it
/// @param endpoints all of its endpoints; without hours where nothing is known of how slow they
///   will be
/// @param rules of the features that put work off, by name
public record Source(
        String name,
        Map<Limit, Double> limits,
        boolean shared,
        Map<String, Outlook> endpoints,
        Map<String, Deferral> rules) {
    public Source {
        limits = Map.copyOf(limits);
        endpoints = Map.copyOf(endpoints);
        rules = Map.copyOf(rules);
    }
}
