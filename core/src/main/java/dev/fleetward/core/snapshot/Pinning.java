package dev.fleetward.core.snapshot;

/// Whether calls of a key may name the endpoint that is to serve them. Immutable.
public sealed interface Pinning {
    Pinning NONE = new None();
    Pinning PROBES = new Probes();

    /// Not at all: every caller's key.
    record None() implements Pinning {}

    /// Any endpoint, in a route or not, whatever its breaker says: the fleet's own probes, which
    /// hold no customer's data.
    record Probes() implements Pinning {}

    /// The endpoints of one route, where the feature and the route may be served: an evaluation.
    /// The key is good for nothing else, and for nothing after its time.
    ///
    /// @param untilWallMicros UTC
    record Evaluation(String route, long untilWallMicros) implements Pinning {}
}
