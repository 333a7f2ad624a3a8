package dev.fleetward.core.season.slow;

import org.jspecify.annotations.Nullable;

/// Whose calls are asked about. Immutable.
///
/// @param feature null for those of all features
/// @param route the one that callers asked for; null for those of all routes
public record Scope(@Nullable String feature, @Nullable String route) {
    /// The whole fleet.
    public static final Scope ALL = new Scope(null, null);

    public boolean covers(Cohort cohort) {
        return covers(cohort.feature(), cohort.route());
    }

    /// @param on a route; null where it is not known
    public boolean covers(String of, @Nullable String on) {
        return (feature == null || feature.equals(of)) && (route == null || route.equals(on));
    }

    /// Such as `feature chat on route fast`.
    public String words() {
        if (feature == null) {
            return route == null ? "the fleet" : "route " + route;
        }
        return "feature " + feature + (route == null ? "" : " on route " + route);
    }
}
