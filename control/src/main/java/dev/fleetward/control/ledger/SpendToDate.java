package dev.fleetward.control.ledger;

import java.util.Map;

/// What features spent in a month and on one of its days (UTC, by acceptance); features that spent
/// nothing are missing. Immutable.
///
/// @param month by feature
/// @param dayNanos by feature, in nano-dollars
public record SpendToDate(Map<String, Spend> month, Map<String, Long> dayNanos) {
    public SpendToDate {
        month = Map.copyOf(month);
        dayNanos = Map.copyOf(dayNanos);
    }
}
