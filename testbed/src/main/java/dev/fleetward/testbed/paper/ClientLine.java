package dev.fleetward.testbed.paper;

import org.jspecify.annotations.Nullable;

/// What a scheduler did for one client in the first run. Immutable.
///
/// @param backlogged whether at every tick a request of it was waiting
/// @param servicePerSecond between warm-up and horizon, not divided by the weight
/// @param meanFirstTokenSeconds over its requests that were served; NaN if none was
/// @param publishedServicePerSecond null if nothing is published
/// @param publishedFirstTokenSeconds null if nothing is published
public record ClientLine(
        String client,
        double weight,
        long requests,
        long aborted,
        boolean backlogged,
        double servicePerSecond,
        double meanFirstTokenSeconds,
        @Nullable Double publishedServicePerSecond,
        @Nullable Double publishedFirstTokenSeconds) {}
