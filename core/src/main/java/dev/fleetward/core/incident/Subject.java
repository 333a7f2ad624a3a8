package dev.fleetward.core.incident;

import org.jspecify.annotations.Nullable;

/// What an alert is about: the parts of the fleet that it names, each null where it names none.
/// Immutable.
public record Subject(
        @Nullable String feature,
        @Nullable String route,
        @Nullable String endpoint,
        @Nullable String pool,
        @Nullable String provider,
        @Nullable String region) {

    /// An endpoint with what it depends on.
    public static Subject ofEndpoint(
            String endpoint,
            @Nullable String pool,
            @Nullable String provider,
            @Nullable String region) {
        return new Subject(null, null, endpoint, pool, provider, region);
    }

    /// The node itself: no part of the fleet.
    public static Subject ofNode() {
        return new Subject(null, null, null, null, null, null);
    }

    public static Subject ofFeature(String feature) {
        return new Subject(feature, null, null, null, null, null);
    }

    public static Subject ofRoute(String route) {
        return new Subject(null, route, null, null, null, null);
    }
}
