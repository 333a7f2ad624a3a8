package dev.fleetward.gateway.relay;

import org.jspecify.annotations.Nullable;

/// Something with a deadline. Kept in the [Sweep] of its event loop, linked through these fields,
/// so that watching allocates nothing. Confined to its event loop.
abstract class Watched {
    @Nullable Watched previous;
    @Nullable Watched next;
    boolean isWatched;

    /// Looks at the time. May end this or another watched thing.
    abstract void check(long nowNanos);
}
