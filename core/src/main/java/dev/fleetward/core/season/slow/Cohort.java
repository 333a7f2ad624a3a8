package dev.fleetward.core.season.slow;

import org.jspecify.annotations.Nullable;

/// Whose calls, and what served them. Immutable.
///
/// @param tenant the caller's customer; null where it is not known or not told apart
/// @param route the one that was asked for, also where its fallback served; null where it is not
///   told apart
/// @param region that which served, as far as the provider says so, else the one asked for; null
///   where neither is known
/// @param bucket the size of the prompt, in the words of the profiles' buckets
public record Cohort(
        String feature,
        @Nullable String tenant,
        @Nullable String route,
        String provider,
        String model,
        @Nullable String region,
        String endpoint,
        String bucket) {

    /// The same whatever the size of the prompt.
    public Cohort ofAllPrompts() {
        return bucket.isEmpty()
                ? this
                : new Cohort(feature, tenant, route, provider, model, region, endpoint, "");
    }

    /// The same whoever the caller's customer is.
    public Cohort withoutTenant() {
        return tenant == null
                ? this
                : new Cohort(feature, null, route, provider, model, region, endpoint, bucket);
    }

    /// The same on whatever route.
    public Cohort withoutRoute() {
        return route == null
                ? this
                : new Cohort(feature, tenant, null, provider, model, region, endpoint, bucket);
    }
}
