package dev.fleetward.core.quota;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.cost.Cost;
import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView;
import dev.fleetward.core.view.QuotaView.BudgetView;
import dev.fleetward.core.view.QuotaView.PoolView;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Admission without a queue: a call runs now or is refused now. Thread-safe; one lock, held for
/// arithmetic only.
///
/// What a call holds from admission to settlement:
/// - in its pool: one request, its input tokens, its expected output tokens (`outputTokens`; where
///   the caller set a limit the estimate carries that), one of `concurrent`, and both sums of
///   tokens of `kvTokens`;
/// - in its feature's budget: the most that it can cost (`maxOutputTokens`, and input at its
///   dearest price), 0 where the price of the endpoint is unknown.
///
/// Invariants:
/// 1. All of a call's buckets and its budget are held together or not at all.
/// 2. What is held and what was settled in a bucket never exceeds one minute's worth plus what has
///    refilled, except by calls that used more than they held; then the balance is negative and new
///    calls wait for it.
/// 3. The same for a budget and what is left of its month. A call belongs to the month in which it
///    was admitted; a new month does not pay for it.
/// 4. A lease is settled once. What it held and did not use comes back; the request stays spent.
/// 5. A pool that left the snapshot is forgotten when its last lease has ended, a feature also not
///    before its month has.
///
/// A call that is larger than a whole limit is refused as never fitting, without a time to retry:
/// providers refuse it too, and a bucket that let it through when full would starve all others.
public final class ImmediateDesk implements AdmissionDesk {
    private static final Admission TOO_LATE =
            new Admission.Refused(
                    FailureKind.DEADLINE_EXCEEDED,
                    "The call's deadline had passed before it could be admitted.",
                    null);

    private final Object lock = new Object();
    private final Map<String, PoolLimits> pools = new HashMap<>();
    private final Map<String, MonthlyBudget> budgets = new HashMap<>();
    private final CalendarMonth calendar;
    private long openLeases;

    public ImmediateDesk(FleetSnapshot snapshot, long nowNanos, long wallMicros) {
        calendar = new CalendarMonth(nowNanos, wallMicros);
        adopt(snapshot, nowNanos);
    }

    /// Adds what features spent in calls that this desk did not admit, such as those before a
    /// restart. What belongs to another month than this one is ignored.
    ///
    /// @param spent by name of the feature
    public void addSpent(YearMonth month, Map<String, Spend> spent) {
        synchronized (lock) {
            if (!month.equals(calendar.month())) {
                return;
            }
            spent.forEach((feature, before) -> {
                MonthlyBudget budget = budgets.get(feature);
                if (budget != null) {
                    budget.addSpend(before);
                }
            });
        }
    }

    @Override
    public Admission admit(Ask ask, Waiter waiter, long nowNanos) {
        if (ask.deadlineNanos() - nowNanos <= 0) {
            return TOO_LATE;
        }
        Shortage shortage;
        synchronized (lock) {
            turnMonth(nowNanos);
            MonthlyBudget budget = budgetOf(ask);
            boolean background = ask.who().callClass() == CallClass.BACKGROUND;
            for (int i = 0; i < ask.candidates().size(); i++) {
                Endpoint endpoint = ask.candidates().get(i);
                long cost = costToHold(budget, endpoint, ask.estimate());
                PoolLimits pool = poolOf(endpoint, nowNanos);
                if (budget.hasRoom(cost, endpoint.price() != null, background)
                        && (pool == null || pool.hasRoom(ask.estimate(), nowNanos))) {
                    return new Admission.Admitted(
                            hold(ask, endpoint, pool, budget, cost, background, nowNanos));
                }
            }
            shortage = shortage(ask, budget, background, nowNanos);
        }
        return shortage.refused();
    }

    private OpenLease hold(
            Ask ask,
            Endpoint endpoint,
            @Nullable PoolLimits pool,
            MonthlyBudget budget,
            long cost,
            boolean background,
            long nowNanos) {
        if (pool != null) {
            pool.hold(ask.estimate(), nowNanos);
        }
        budget.hold(cost, background);
        openLeases++;
        return new OpenLease(
                this, endpoint, pool, budget, ask.estimate(), cost, background, calendar.month());
    }

    /// The shortage that passes soonest over all candidates. Called when none has room.
    private Shortage shortage(Ask ask, MonthlyBudget budget, boolean background, long nowNanos) {
        Shortage best = null;
        for (Endpoint endpoint : ask.candidates()) {
            long cost = costToHold(budget, endpoint, ask.estimate());
            boolean priced = endpoint.price() != null;
            Shortage found =
                    budget.shortage(cost, priced, background, calendar.nanosLeft(nowNanos));
            PoolLimits pool = poolOf(endpoint, nowNanos);
            if (found == null && pool != null) {
                found = pool.shortage(ask.estimate(), nowNanos);
                pool.countRefused();
            }
            if (found == null) {
                throw new AssertionError("refused although " + endpoint.name() + " has room");
            }
            best = Shortage.better(best, found);
        }
        if (best == null) {
            throw new AssertionError("an ask without candidates");
        }
        return best;
    }

    /// This desk never queues, so there is nothing to take back.
    @Override
    public boolean withdraw(Admission.Ticket ticket, long nowNanos) {
        return false;
    }

    @Override
    public void settle(Lease lease, Settlement settlement, long nowNanos) {
        if (!(lease instanceof OpenLease open) || open.desk != this) {
            throw new IllegalArgumentException("not a lease of this desk");
        }
        synchronized (lock) {
            if (open.settled) {
                throw new IllegalStateException(
                        "settled twice: a lease at " + open.endpoint.name());
            }
            open.settled = true;
            turnMonth(nowNanos);
            if (open.pool != null) {
                open.pool.settle(open.estimate, settlement, nowNanos);
                if (open.pool.forgettable()) {
                    pools.remove(open.pool.name(), open.pool);
                }
            }
            open.budget.settle(
                    open.costNanos,
                    Math.max(settlement.costNanos(), 0),
                    open.background,
                    open.month.equals(calendar.month()));
            if (open.budget.forgettable()) {
                budgets.remove(open.budget.feature(), open.budget);
            }
            openLeases--;
        }
    }

    @Override
    public void learn(String pool, ProviderSignal signal, long nowNanos) {
        synchronized (lock) {
            PoolLimits known = pools.get(pool);
            if (known != null) {
                known.learn(signal, nowNanos);
            }
        }
    }

    @Override
    public void adopt(FleetSnapshot snapshot, long nowNanos) {
        synchronized (lock) {
            snapshot.pools()
                    .forEach((name, pool) -> {
                        PoolLimits known = pools.get(name);
                        if (known == null) {
                            pools.put(name, new PoolLimits(pool, false, nowNanos));
                        } else {
                            known.adopt(pool, nowNanos);
                        }
                    });
            snapshot.features()
                    .forEach((name, feature) -> {
                        MonthlyBudget known = budgets.get(name);
                        if (known == null) {
                            budgets.put(name, new MonthlyBudget(name, feature.budget(), false));
                        } else {
                            known.adopt(feature.budget());
                        }
                    });
            retireWhatLeft(snapshot);
        }
    }

    private void retireWhatLeft(FleetSnapshot snapshot) {
        pools.forEach((name, pool) -> {
            if (!snapshot.pools().containsKey(name)) {
                pool.retire();
            }
        });
        budgets.forEach((name, budget) -> {
            if (!snapshot.features().containsKey(name)) {
                budget.retire();
            }
        });
        pools.values().removeIf(PoolLimits::forgettable);
        budgets.values().removeIf(MonthlyBudget::forgettable);
    }

    @Override
    public void tick(long nowNanos, long wallMicros) {
        synchronized (lock) {
            calendar.read(nowNanos, wallMicros);
            turnMonth(nowNanos);
        }
    }

    @Override
    public QuotaView view(long nowNanos) {
        synchronized (lock) {
            turnMonth(nowNanos);
            List<PoolView> poolViews = new ArrayList<>(pools.size());
            pools.values().forEach(pool -> poolViews.add(pool.view(nowNanos)));
            List<BudgetView> budgetViews = new ArrayList<>(budgets.size());
            budgets.values().forEach(budget -> budget.view(budgetViews));
            return new QuotaView(poolViews, budgetViews, openLeases);
        }
    }

    private void turnMonth(long nowNanos) {
        if (calendar.turn(nowNanos)) {
            budgets.values().forEach(MonthlyBudget::startMonth);
            budgets.values().removeIf(MonthlyBudget::forgettable);
        }
    }

    private static long costToHold(MonthlyBudget budget, Endpoint endpoint, Estimate estimate) {
        PriceRow price = endpoint.price();
        return price == null || !budget.limited()
                ? 0
                : Cost.atMost(estimate.inputTokens(), estimate.maxOutputTokens(), price);
    }

    /// A call that began under an earlier snapshot may still name a pool or a feature that is gone.
    private @Nullable PoolLimits poolOf(Endpoint endpoint, long nowNanos) {
        Pool pool = endpoint.pool();
        if (pool == null) {
            return null;
        }
        PoolLimits known = pools.get(pool.name());
        if (known == null) {
            known = new PoolLimits(pool, true, nowNanos);
            pools.put(pool.name(), known);
        }
        return known;
    }

    private MonthlyBudget budgetOf(Ask ask) {
        String feature = ask.feature().name();
        MonthlyBudget known = budgets.get(feature);
        if (known == null) {
            known = new MonthlyBudget(feature, ask.feature().budget(), true);
            budgets.put(feature, known);
        }
        return known;
    }
}
