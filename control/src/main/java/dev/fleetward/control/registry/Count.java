package dev.fleetward.control.registry;

/// A number of things, written `500`, `200k` or `2M`. Immutable.
public record Count(long value) {}
