package dev.fleetward.core.quota;

import dev.fleetward.core.fair.Waiting;
import org.jspecify.annotations.Nullable;

/// A call that waits, in the queue of every pool that could serve it. Few small objects, because
/// there may be a hundred thousand such calls. Confined to the lock of its desk.
final class Parked extends Hold implements Admission.Ticket {
    final AdmissionDesk.Waiter waiter;
    final long deadlineNanos;

    /// Its places, one per pool that could serve it, in the order of its candidates.
    @Nullable Place places;

    /// Whether it was admitted, refused or withdrawn.
    boolean decided;

    /// What it is to be told. Taken by whoever tells it, so that a call that is gone keeps nothing
    /// alive.
    private @Nullable Admission decision;

    /// The slot of the [DeadlineWheel] in which it stands, and its neighbours there. Once it is
    /// decided, `younger` is the next to be told.
    int slot;

    @Nullable Parked older;
    @Nullable Parked younger;

    /// Its place in one pool's queue.
    static final class Place extends Waiting {
        final Parked call;
        final PoolDesk pool;

        /// The calls of its feature and class in the pool, and its neighbours among them.
        final QueueTally tally;

        @Nullable Place before;
        @Nullable Place after;

        /// The index of its endpoint among the candidates of the ask.
        final int candidate;

        /// The call's place in another pool.
        @Nullable Place next;

        Place(
                Parked call,
                PoolDesk pool,
                QueueTally tally,
                int candidate,
                long service,
                long size,
                long nowNanos) {
            super(service, size, call.deadlineNanos, nowNanos);
            this.call = call;
            this.pool = pool;
            this.tally = tally;
            this.candidate = candidate;
        }
    }

    Parked(
            Ask ask,
            Estimate estimate,
            AdmissionDesk.Waiter waiter,
            FeatureBudget budget,
            long costNanos,
            Calendar.Day day,
            long deadlineNanos) {
        super(ask, estimate, budget, costNanos, day);
        this.waiter = waiter;
        this.deadlineNanos = deadlineNanos;
    }

    boolean waitsFor(PoolDesk pool) {
        for (Place place = places; place != null; place = place.next) {
            if (place.pool == pool) {
                return true;
            }
        }
        return false;
    }

    void add(Place added) {
        Place last = places;
        if (last == null) {
            places = added;
            return;
        }
        while (last.next != null) {
            last = last.next;
        }
        last.next = added;
    }

    /// It waits there no more. The place still leads to the next one.
    void remove(Place gone) {
        if (places == gone) {
            places = gone.next;
            return;
        }
        for (Place place = places; place != null; place = place.next) {
            if (place.next == gone) {
                place.next = gone.next;
                return;
            }
        }
    }

    void decide(Admission made) {
        decided = true;
        decision = made;
    }

    /// Null where there is nothing to tell.
    @Nullable Admission takeDecision() {
        Admission taken = decision;
        decision = null;
        return taken;
    }
}
