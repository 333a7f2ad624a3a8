package dev.fleetward.control.ledger;

import java.time.Duration;

/// How much the ledger may take. Immutable.
///
/// @param poll how often the event log is looked at; events gather in between
/// @param memoryBytes what the database engine may hold in memory
/// @param threads how many threads the database engine may use; with more than one, a commit spins
///   while it waits for the others
/// @param queries questions answered at a time; further ones are refused
public record LedgerSettings(Duration poll, long memoryBytes, int threads, int queries) {
    public static final LedgerSettings DEFAULT =
            new LedgerSettings(Duration.ofMillis(250), 128L << 20, 1, 4);
}
