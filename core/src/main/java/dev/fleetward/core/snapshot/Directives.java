package dev.fleetward.core.snapshot;

import java.util.Set;

/// What operators and policies ask of the fleet while it runs, on top of its configuration.
/// Immutable.
///
/// @param stopped endpoints that take no new calls
/// @param preferFallback routes that go to their fallback first
/// @param shedBatch pools in which no batch and background calls are admitted
/// @param withoutHedges routes that make no hedges
public record Directives(
        Set<String> stopped,
        Set<String> preferFallback,
        Set<String> shedBatch,
        Set<String> withoutHedges) {

    public static final Directives NONE = new Directives(Set.of(), Set.of(), Set.of(), Set.of());

    public Directives {
        stopped = Set.copyOf(stopped);
        preferFallback = Set.copyOf(preferFallback);
        shedBatch = Set.copyOf(shedBatch);
        withoutHedges = Set.copyOf(withoutHedges);
    }
}
