package dev.fleetward.core.quota;

import dev.fleetward.core.fair.Dated;
import dev.fleetward.core.fair.Waiting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call that waits, in the queue of every pool that could serve it. Confined to the lock of its
/// desk.
final class Parked extends Dated implements Admission.Ticket {
    final Ask ask;
    final Estimate estimate;
    final AdmissionDesk.Waiter waiter;
    final Budgets.Hold money;
    final long sinceNanos;

    /// One per pool that could serve it.
    final List<Place> places = new ArrayList<>(2);

    @Nullable Admission decision;
    boolean withdrawn;

    /// Its place in one pool's queue.
    static final class Place {
        final PoolDesk pool;

        /// The index of its endpoint among the candidates of the ask. Another of the same pool once
        /// that endpoint was stopped.
        int candidate;

        final Waiting<Parked> waiting;

        /// Among the calls of its feature and class in the pool; see [QueueTally].
        @Nullable Place older;

        @Nullable Place younger;

        Place(PoolDesk pool, int candidate, Waiting<Parked> waiting) {
            this.pool = pool;
            this.candidate = candidate;
            this.waiting = waiting;
        }
    }

    Parked(
            Ask ask,
            Estimate estimate,
            AdmissionDesk.Waiter waiter,
            Budgets.Hold money,
            long sinceNanos,
            long deadlineNanos,
            long number) {
        super(deadlineNanos, number);
        this.ask = ask;
        this.estimate = estimate;
        this.waiter = waiter;
        this.money = money;
        this.sinceNanos = sinceNanos;
    }

    boolean isDecided() {
        return decision != null || withdrawn;
    }

    /// Where it stands in a pool's queue.
    Place at(PoolDesk pool) {
        for (Place place : places) {
            if (place.pool == pool) {
                return place;
            }
        }
        throw new IllegalStateException("a call does not wait for " + pool.name());
    }
}
