package dev.fleetward.core.snapshot;

/// A bound that no key of the configuration moves, for `docs/LIMITS.md`. Immutable.
///
/// @param value with its unit
public record FixedLimit(String name, String value, String meaning) {}
