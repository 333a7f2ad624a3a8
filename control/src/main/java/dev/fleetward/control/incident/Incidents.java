package dev.fleetward.control.incident;

/// What may be asked of incidents and complaints. Immutable; all parts are thread-safe.
public record Incidents(IncidentDesk desk, Evidence evidence, Complaints complaints) {}
