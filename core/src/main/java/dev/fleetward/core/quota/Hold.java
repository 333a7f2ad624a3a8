package dev.fleetward.core.quota;

/// A call, and what it holds of its feature's budget: while it waits, and anew while it runs. Ends
/// once; see [Budgets]. Immutable but for what its kinds add.
abstract sealed class Hold permits Parked, FairLease {
    final Ask ask;

    /// What it may use, corrected by what is known of its like.
    final Estimate estimate;

    final FeatureBudget budget;

    /// The most that it can cost, in nano-dollars.
    final long costNanos;

    /// When it was held: that day and its month pay for it.
    final Calendar.Day day;

    Hold(Ask ask, Estimate estimate, FeatureBudget budget, long costNanos, Calendar.Day day) {
        this.ask = ask;
        this.estimate = estimate;
        this.budget = budget;
        this.costNanos = costNanos;
        this.day = day;
    }
}
