package dev.fleetward.core.season.slow;

import org.jspecify.annotations.Nullable;

/// Whose calls, and what served them. Immutable.
///
/// @param tenant the caller's customer; null where it is not known or not told apart
/// @param region that which served, as far as the provider says so, else the one asked for; null
///   where neither is known
/// @param bucket the size of the prompt, in the words of the profiles' buckets
public record Cohort(
        String feature,
        @Nullable String tenant,
        String provider,
        String model,
        @Nullable String region,
        String endpoint,
        String bucket) {

    /// The same whatever the size of the prompt.
    Cohort ofAllPrompts() {
        return bucket.isEmpty()
                ? this
                : new Cohort(feature, tenant, provider, model, region, endpoint, "");
    }
}
