package dev.fleetward.core.incident;

/// An incident that is not as it was. Immutable.
///
/// @param after the incident now
public record Change(Incident after) {}
