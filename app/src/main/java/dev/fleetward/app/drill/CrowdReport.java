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
        List<Promise> promises) {

    /// One thing that must hold.
    ///
    /// @param words the promise
    /// @param measured what was seen, in words
    /// @param findings what broke it; empty if nothing did
    public record Promise(String words, String measured, List<String> findings) {
        private static final int FINDINGS_KEPT = 10;

        public Promise {
            findings = findings.stream().limit(FINDINGS_KEPT).toList();
        }

        public boolean held() {
            return findings.isEmpty();
        }
    }

    public CrowdReport {
        promises = List.copyOf(promises);
    }

    public boolean held() {
        return promises.stream().allMatch(Promise::held);
    }
}
