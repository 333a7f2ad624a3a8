package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Endpoint;

/// An admitted attempt's hold on its buckets and its feature's budget. Ends once, by
/// [AdmissionDesk#settle]. The desk's own implementation carries what was reserved.
public interface Lease {
    /// Where the attempt runs.
    Endpoint endpoint();

    /// Input tokens held.
    long reservedInputTokens();

    /// Output tokens held.
    long reservedOutputTokens();

    /// Nano-dollars held in the feature's budget; 0 where the price is unknown or there is no
    /// budget.
    long reservedCostNanos();
}
