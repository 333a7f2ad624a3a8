package dev.fleetward.control.registry;

/// Any JSON, written as YAML. Immutable.
///
/// @param json as JSON text
public record JsonTree(String json) {}
