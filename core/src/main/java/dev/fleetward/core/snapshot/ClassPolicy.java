package dev.fleetward.core.snapshot;

import dev.fleetward.core.unit.Percent;

/// What one class of calls may expect of every pool. Immutable.
///
/// @param floor the part of a pool that the class gets whatever waits in more urgent classes
/// @param maxWaitNanos how long a call without a deadline of its own waits at most
/// @param ageingNanos each time that its oldest call has waited so long again, its floor rises
///   (`core.fair.BandPolicy` says by how much)
/// @param firstTokenNanos the objective for the time to first token; 0 if there is none
public record ClassPolicy(
        Percent floor, long maxWaitNanos, long ageingNanos, long firstTokenNanos) {}
