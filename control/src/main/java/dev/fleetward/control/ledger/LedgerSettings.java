package dev.fleetward.control.ledger;

import java.time.Duration;

/// How much the ledger may take. Immutable.
///
/// @param poll how often the event log is looked at while nothing is left to take
/// @param memoryBytes what the database engine may hold in memory
/// @param threads how many threads the database engine may use
/// @param queries questions answered at a time; further ones are refused
public record LedgerSettings(Duration poll, long memoryBytes, int threads, int queries) {
    public static final LedgerSettings DEFAULT =
            new LedgerSettings(Duration.ofMillis(100), 256L << 20, 2, 4);
}
