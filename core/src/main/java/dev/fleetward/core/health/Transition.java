package dev.fleetward.core.health;

import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.BreakerTable.State;

/// One step of one endpoint's breaker. Immutable.
///
/// @param sequence counts up from 1 over all endpoints, since the start
/// @param words what led to it, for people
public record Transition(
        long sequence,
        String endpoint,
        State from,
        Event event,
        State to,
        String words,
        long atNanos,
        long atWallMicros) {}
