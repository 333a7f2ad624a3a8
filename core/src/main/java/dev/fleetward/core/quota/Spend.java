package dev.fleetward.core.quota;

/// What a feature spent in a month, in nano-dollars. Immutable.
///
/// @param monthlyNanos all of it
/// @param backgroundNanos the part of it that calls of class `background` spent
public record Spend(long monthlyNanos, long backgroundNanos) {}
