package dev.fleetward.core.view;

import java.util.List;

/// A reading of all pools and budgets. Immutable.
///
/// @param openLeases admitted and not yet settled
public record QuotaView(List<PoolView> pools, List<BudgetView> budgets, long openLeases) {
    public QuotaView {
        pools = List.copyOf(pools);
        budgets = List.copyOf(budgets);
    }

    /// @param admitted calls admitted since start
    /// @param refused calls that found no room since start
    public record PoolView(
            String pool, List<BucketView> buckets, long admitted, long refused, long queued) {
        public PoolView {
            buckets = List.copyOf(buckets);
        }
    }

    /// @param bucket which limit, in the words of the configuration: `requestsPerMinute` and so on
    /// @param limit its size
    /// @param available how much of it is free now
    public record BucketView(String bucket, long limit, long available) {}

    /// All amounts in nano-dollars.
    public record BudgetView(
            String feature, String period, long limit, long spent, long reserved) {}
}
