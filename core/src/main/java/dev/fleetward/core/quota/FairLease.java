package dev.fleetward.core.quota;

import dev.fleetward.core.fair.Charge;
import dev.fleetward.core.snapshot.Endpoint;
import org.jspecify.annotations.Nullable;

/// What an admitted call holds, and where. Immutable but for `settled` and the links of its list,
/// which are confined to the lock of its desk.
final class FairLease extends Hold implements Lease {
    final FairDesk desk;
    final Endpoint endpoint;
    final PoolDesk pool;
    final QueueTally tally;
    final Parallelism.Running[] counted;
    final Charge charge;
    final long rate;
    final long atOnce;
    final long waitedNanos;
    final long expiresNanos;
    boolean settled;
    boolean expired;
    @Nullable FairLease before;
    @Nullable FairLease after;

    FairLease(
            FairDesk desk,
            Endpoint endpoint,
            PoolDesk pool,
            QueueTally tally,
            Ask ask,
            Estimate estimate,
            FeatureBudget budget,
            long costNanos,
            Calendar.Day day,
            Parallelism.Running[] counted,
            Charge charge,
            long rate,
            long atOnce,
            long waitedNanos,
            long expiresNanos) {
        super(ask, estimate, budget, costNanos, day);
        this.desk = desk;
        this.endpoint = endpoint;
        this.pool = pool;
        this.tally = tally;
        this.counted = counted;
        this.charge = charge;
        this.rate = rate;
        this.atOnce = atOnce;
        this.waitedNanos = waitedNanos;
        this.expiresNanos = expiresNanos;
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
