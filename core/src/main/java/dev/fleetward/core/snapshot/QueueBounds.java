package dev.fleetward.core.snapshot;

/// How much of a feature may wait. Immutable.
///
/// @param calls waiting at once; 0 if its calls never wait
/// @param bytes of request bodies waiting at once
/// @param waitNanos how long a call without a deadline of its own waits at most; 0 for what its
///   class allows
public record QueueBounds(int calls, long bytes, long waitNanos) {
    public static final QueueBounds DEFAULT = new QueueBounds(1_000, 64_000_000, 0);
}
