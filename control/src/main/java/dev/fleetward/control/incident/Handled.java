package dev.fleetward.control.incident;

import dev.fleetward.core.incident.Handling;

/// What came of a person's wish about an incident. Immutable.
///
/// @param stored whether it is on the disk; what is not is in force, and is written again and again
public record Handled(Handling handling, boolean stored) {}
