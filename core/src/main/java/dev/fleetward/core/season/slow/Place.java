package dev.fleetward.core.season.slow;

import org.jspecify.annotations.Nullable;

/// Where calls are served. Immutable.
record Place(String provider, String model, @Nullable String region, String endpoint) {
    static Place of(Cohort cohort) {
        return new Place(cohort.provider(), cohort.model(), cohort.region(), cohort.endpoint());
    }
}
