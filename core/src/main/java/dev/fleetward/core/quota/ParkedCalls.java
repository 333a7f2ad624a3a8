package dev.fleetward.core.quota;

import dev.fleetward.core.quota.Admission.Refused;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The calls that wait at a desk: how they come into the queues of pools, leave them, and are told
/// what became of them. Confined to the lock of its desk.
///
/// Whoever leaves a queue otherwise than by its turn may have stood at its head, so that pool is
/// stirred.
final class ParkedCalls {
    private final DeadlineWheel wheel;
    private final Decisions decisions = new Decisions();
    private final Budgets budgets;
    private final Collection<PoolDesk> stirred;

    /// @param stirred gets the pools in which somebody may be able to run now
    ParkedCalls(Budgets budgets, Collection<PoolDesk> stirred, long nowNanos) {
        this.wheel = new DeadlineWheel(nowNanos);
        this.budgets = budgets;
        this.stirred = stirred;
    }

    int size() {
        return wheel.size();
    }

    /// The calls whose deadlines have passed; they stay where they are.
    List<Parked> overdue(long nowNanos) {
        return wheel.overdue(nowNanos);
    }

    /// A call comes that stands in the queues of its pools.
    void add(Parked call) {
        for (Parked.Place place = call.places; place != null; place = place.next) {
            stirred.add(place.pool);
        }
        wheel.add(call);
        call.budget.backlog.add(call.ask.bytes());
    }

    /// A call runs, whose turn it was at `taken`; what it holds of its budget is held anew by its
    /// lease.
    void admitted(Parked.Place taken, Lease lease) {
        Parked call = taken.call;
        budgets.settle(call, 0);
        decisions.add(call, new Admission.Admitted(lease));
    }

    /// A call is refused after all.
    void refuse(Parked call, Refused refused) {
        leave(call, null);
        budgets.settle(call, 0);
        decisions.add(call, refused);
    }

    /// A call is taken back by its caller.
    void withdraw(Parked call) {
        call.decided = true;
        leave(call, null);
        budgets.settle(call, 0);
    }

    /// @param taken where it left its queue by its turn; null if nowhere
    void leave(Parked call, Parked.@Nullable Place taken) {
        for (Parked.Place place = call.places; place != null; place = place.next) {
            if (place == taken) {
                place.tally.left(place);
            } else {
                leave(place);
            }
        }
        wheel.remove(call);
        call.budget.backlog.remove(call.ask.bytes());
    }

    private void leave(Parked.Place place) {
        place.tally.left(place);
        place.pool.queue.remove(place);
        stirred.add(place.pool);
    }

    /// Whoever waits where it may not wait any more leaves, and is refused where it waits nowhere
    /// else.
    void turnAway(Predicate<Parked.Place> barred, Function<Parked.Place, Refused> why) {
        for (Parked call : wheel.all()) {
            Parked.Place first = null;
            boolean elsewhere = false;
            for (Parked.Place place = call.places; place != null; place = place.next) {
                if (!barred.test(place)) {
                    elsewhere = true;
                } else if (first == null) {
                    first = place;
                }
            }
            if (first != null && elsewhere) {
                leaveBarred(call, barred);
            } else if (first != null) {
                countRefused(call);
                refuse(call, why.apply(first));
            }
        }
    }

    private void leaveBarred(Parked call, Predicate<Parked.Place> barred) {
        for (Parked.Place place = call.places; place != null; place = place.next) {
            if (barred.test(place)) {
                leave(place);
                call.remove(place);
            }
        }
    }

    private static void countRefused(Parked call) {
        for (Parked.Place place = call.places; place != null; place = place.next) {
            place.pool.countRefused(call.ask);
        }
    }

    /// Those decided since this was last asked, for [Decisions#tell].
    @Nullable Parked told() {
        return decisions.take();
    }
}
