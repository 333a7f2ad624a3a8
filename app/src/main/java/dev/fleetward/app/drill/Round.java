package dev.fleetward.app.drill;

import java.util.List;

/// What one round showed. Immutable.
///
/// @param number from 1
/// @param end how the node ended
/// @param runMillis how long it had served calls when it was ended
/// @param sent calls that reached it
/// @param whole calls whose answer was complete at the caller
/// @param failed calls that were answered with an error, whole
/// @param hungUp calls whose caller left
/// @param cut calls under way when it ended
/// @param unknown calls in the ledger whose end nobody knows
/// @param rows the round's attempts in the ledger
/// @param billed the round's calls on the providers' bills
/// @param servedMillis from the next start to the first served call
/// @param findings what broke a promise, in words; empty if nothing did
public record Round(
        int number,
        End end,
        long runMillis,
        long sent,
        long whole,
        long failed,
        long hungUp,
        long cut,
        long unknown,
        long rows,
        long billed,
        long servedMillis,
        List<String> findings) {
    /// The ways in which a drill ends a node.
    public enum End {
        SIGKILL,
        SIGTERM
    }

    public Round {
        findings = List.copyOf(findings);
    }
}
