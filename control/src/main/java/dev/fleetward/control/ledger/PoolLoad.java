package dev.fleetward.control.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A question: what is usual for a pool at some time of day? Immutable.
///
/// @param windows when the windows begin, at least one
/// @param length of each window, in whole minutes
/// @param cacheReadsCount whether the provider counts input that it read from a cache
/// @param declaredOutputCounts whether it counts what a call declares, if that is more than what it
///   made
public record PoolLoad(
        String pool,
        List<Instant> windows,
        Duration length,
        boolean cacheReadsCount,
        boolean declaredOutputCounts) {
    public PoolLoad {
        windows = List.copyOf(windows);
        if (windows.isEmpty() || length.toMinutes() < 1) {
            throw new IllegalArgumentException(
                    windows.size() + " windows of " + length + " (expected: one of a minute)");
        }
    }
}
