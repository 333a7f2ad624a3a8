package dev.fleetward.control.ledger;

/// What a feature spent in a month, in nano-dollars. Immutable.
///
/// @param totalNanos all known costs; for calls whose end is unknown, what was reserved
/// @param backgroundNanos the part of it that calls of class `background` spent
public record Spend(long totalNanos, long backgroundNanos) {
    Spend plus(Spend other) {
        return new Spend(totalNanos + other.totalNanos, backgroundNanos + other.backgroundNanos);
    }
}
