package dev.fleetward.core.hygiene;

import org.jspecify.annotations.Nullable;

/// What the ledger saw of an endpoint on a route. Immutable.
///
/// @param route null where no route was asked for
/// @param probe whether it was the fleet itself that called
public record Seen(
        String endpoint, @Nullable String route, boolean probe, long attempts, long succeeded) {}
