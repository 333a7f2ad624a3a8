package dev.fleetward.core.snapshot;

import dev.fleetward.core.region.Promotions;
import java.util.Map;
import java.util.Set;

/// What operators and policies ask of the fleet while it runs, on top of its configuration.
/// Immutable.
///
/// @param stopped endpoints that take no new calls
/// @param preferFallback routes that go to their fallback first
/// @param shedBatch pools in which no batch and background calls are admitted
/// @param versions by route, what became of versions that its policy does not allow by itself
public record Directives(
        Set<String> stopped,
        Set<String> preferFallback,
        Set<String> shedBatch,
        Map<String, Promotions> versions) {

    public static final Directives NONE = new Directives(Set.of(), Set.of(), Set.of());

    /// Directives that say nothing of versions.
    public Directives(Set<String> stopped, Set<String> preferFallback, Set<String> shedBatch) {
        this(stopped, preferFallback, shedBatch, Map.of());
    }

    public Directives {
        stopped = Set.copyOf(stopped);
        preferFallback = Set.copyOf(preferFallback);
        shedBatch = Set.copyOf(shedBatch);
        versions = Map.copyOf(versions);
    }
}
