package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Endpoint;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/// A lease of [ImmediateDesk]: what it holds and where. Immutable but for `settled`, which is
/// confined to the lock of its desk.
final class OpenLease implements Lease {
    final ImmediateDesk desk;
    final Endpoint endpoint;
    final @Nullable PoolLimits pool;
    final MonthlyBudget budget;
    final Estimate estimate;
    final long costNanos;
    final boolean background;
    final YearMonth month;
    boolean settled;

    OpenLease(
            ImmediateDesk desk,
            Endpoint endpoint,
            @Nullable PoolLimits pool,
            MonthlyBudget budget,
            Estimate estimate,
            long costNanos,
            boolean background,
            YearMonth month) {
        this.desk = desk;
        this.endpoint = endpoint;
        this.pool = pool;
        this.budget = budget;
        this.estimate = estimate;
        this.costNanos = costNanos;
        this.background = background;
        this.month = month;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public long reservedInputTokens() {
        return estimate.inputTokens();
    }

    @Override
    public long reservedOutputTokens() {
        return estimate.outputTokens();
    }

    @Override
    public long reservedCostNanos() {
        return costNanos;
    }
}
