package dev.fleetward.app.drill;

import java.util.List;

/// What a crowd showed. Immutable.
///
/// @param sent calls that callers sent
/// @param whole of them, answers that were complete
/// @param failed answered with an error or refused
/// @param hungUp whose caller left an answer that had begun
/// @param leftWaiting whose caller left before any answer
/// @param attempts that the ledger has
/// @param refused calls in the ledger that never ran
/// @param billed calls on the provider's bill
/// @param mostWaiting the most calls seen waiting in the pool's queue
/// @param promises each with what was measured
public record CrowdReport(
        long sent,
        long whole,
        long failed,
        long hungUp,
        long leftWaiting,
        long attempts,
        long refused,
        long billed,
        long mostWaiting,
        List<Promise> promises)
        implements Drill.Report {

    public CrowdReport {
        promises = List.copyOf(promises);
    }
}
