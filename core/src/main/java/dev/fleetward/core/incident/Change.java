package dev.fleetward.core.incident;

/// An incident that is not as it was. Immutable.
///
/// @param after the incident now
/// @param moments how many entries its time line gained, or would have gained without its bound
public record Change(Incident after, int moments) {}
