package dev.fleetward.core.quota;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.fair.Charge;
import dev.fleetward.core.fair.Flow;
import dev.fleetward.core.quota.Admission.Refused;
import dev.fleetward.core.quota.ShareBook.Standing;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.view.FlowEstimate;
import dev.fleetward.core.view.QuotaView;
import dev.fleetward.core.view.QuotaView.Starvation;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Admission with a fair queue per pool: a call runs now, or waits its turn, or is refused now with
/// a time that was computed. Thread-safe; one lock, held for arithmetic only, and never while a
/// waiter is told.
///
/// What a call holds from admission to settlement: its pool's limits as the provider counts them,
/// its part of its feature's share, its feature's budget (already while it waits), and a place in
/// each cap on parallel calls.
///
/// Invariants:
/// 1. All that a call holds is held together or not at all, and comes back once: at its settlement,
///    or when its lease expires.
/// 2. No call runs while another waits that goes before it and could run there.
/// 3. A call that waits is decided once: admitted, refused at its deadline, or withdrawn.
/// 4. A call that waits for several pools leaves all of their queues when one admits it.
/// 5. No call begins at an endpoint that the newest snapshot stops, whenever it was planned or
///    came.
/// 6. A pool that left the snapshot is forgotten when its last lease has ended and nobody waits.
///
/// A call that is larger than a whole limit is refused as never fitting, without a time to retry.
public final class FairDesk implements AdmissionDesk {
    /// A lease that nobody settled within this, or twice its endpoint's time limit, expires:
    /// whoever held it is gone.
    static final long LEASE_NANOS = 1_800_000_000_000L;

    /// How often leases are looked through for expired ones.
    private static final long EXPIRY_CHECK_NANOS = 10_000_000_000L;

    /// How often it is looked whether anybody is starved.
    private static final long WATCH_NANOS = 1_000_000_000L;

    /// How often flows are forgotten that owe nothing any more.
    private static final long FORGET_NANOS = 60_000_000_000L;

    /// Waits are estimates: one that is too long by less than this part is tried.
    private static final int WAIT_TOLERANCE = 32;

    /// So many that telling of them holds nobody up.
    private static final int ESTIMATES_SHOWN = 256;

    private final Object lock = new Object();
    private final PoolDesks pools;
    private final Budgets budgets;
    private final Parallelism parallelism = new Parallelism();
    private final ParkedCalls parked;
    private final Estimator estimator = new Estimator();
    private final LeaseList leases = new LeaseList();
    private final PoolDesk.CapCheck caps = this::barIfFull;

    /// Pools in which somebody may be able to run now.
    private final ArrayDeque<PoolDesk> stirred = new ArrayDeque<>();

    private ClassPolicies classes = ClassPolicies.DEFAULT;
    private StoppedEndpoints stopped = StoppedEndpoints.NONE;
    private long expired;
    private List<Starvation> signals = List.of();
    private long expiryCheckedNanos;
    private long watchedNanos;
    private long forgotNanos;

    public FairDesk(FleetSnapshot snapshot, long nowNanos, long wallMicros) {
        budgets = new Budgets(nowNanos, wallMicros);
        parked = new ParkedCalls(budgets, stirred, nowNanos);
        pools = new PoolDesks(nowNanos);
        expiryCheckedNanos = nowNanos;
        forgotNanos = nowNanos;
        watchedNanos = nowNanos;
        adopt(snapshot, nowNanos);
    }

    /// Adds what features spent in calls that this desk did not admit, such as those before a
    /// restart. What belongs to another month than this one is ignored.
    ///
    /// @param spent by name of the feature
    public void addSpent(YearMonth month, Map<String, Spend> spent) {
        synchronized (lock) {
            budgets.addSpent(month, spent);
        }
    }

    /// The same for a day, in nano-dollars.
    public void addSpent(LocalDate day, Map<String, Long> spentNanos) {
        synchronized (lock) {
            budgets.addSpent(day, spentNanos);
        }
    }

    // Admitting.

    @Override
    public Admission admit(Ask ask, Waiter waiter, long nowNanos) {
        if (ask.deadlineNanos() - nowNanos <= 0) {
            return Refusals.TOO_LATE;
        }
        Parked told;
        Admission decision;
        synchronized (lock) {
            budgets.turn(nowNanos);
            Ask open = stopped.without(ask);
            decision = open == null ? Refusals.STOPPED : decide(open, waiter, nowNanos);
            told = parked.told();
        }
        Decisions.tell(told);
        return decision;
    }

    private Admission decide(Ask ask, Waiter waiter, long nowNanos) {
        Parallelism.Running[] counted = parallelism.of(ask.who(), ask.feature().parallel());
        Estimate expected = estimator.corrected(ask.feature().name(), ask.route(), ask.estimate());
        FeatureBudget budget = budgets.of(ask.feature());
        boolean background = Budgets.isBackground(ask);
        if (Parallelism.full(counted) == null) {
            for (int i = 0; i < ask.candidates().size(); i++) {
                Endpoint endpoint = ask.candidates().get(i);
                long cost = Budgets.cost(budget, endpoint, ask.estimate());
                if (!budget.hasRoom(cost, endpoint.price() != null, background)) {
                    continue;
                }
                PoolDesk pool = pools.of(endpoint, nowNanos);
                if (pool.sheds(ask)) {
                    continue;
                }
                Standing standing = pool.straightThrough(ask, expected, nowNanos);
                if (standing != null) {
                    boolean reserved = standing == Standing.RESERVED;
                    QueueTally tally = pool.tally(ask);
                    Charge charge = pool.start(tally, ask, expected, reserved, nowNanos);
                    return new Admission.Admitted(
                            lease(
                                    ask, expected, endpoint, pool, tally, budget, cost, counted,
                                    charge, 0, nowNanos));
                }
            }
        }
        return park(ask, expected, waiter, budget, background, nowNanos);
    }

    private FairLease lease(
            Ask ask,
            Estimate estimate,
            Endpoint endpoint,
            PoolDesk pool,
            QueueTally tally,
            FeatureBudget budget,
            long cost,
            Parallelism.Running[] counted,
            Charge charge,
            long waitedNanos,
            long nowNanos) {
        Parallelism.start(counted);
        Calendar.Day day = budgets.hold(budget, cost, Budgets.isBackground(ask));
        long life = Math.max(LEASE_NANOS, 2 * endpoint.timeouts().totalNanos());
        FairLease lease =
                new FairLease(
                        this,
                        endpoint,
                        pool,
                        tally,
                        ask,
                        estimate,
                        budget,
                        cost,
                        day,
                        counted,
                        charge,
                        pool.rate(estimate),
                        pool.atOnce(estimate),
                        waitedNanos,
                        nowNanos + life);
        leases.add(lease);
        return lease;
    }

    /// The call cannot run now: it waits where it could run later, or is refused.
    private Admission park(
            Ask ask,
            Estimate expected,
            Waiter waiter,
            FeatureBudget budget,
            boolean background,
            long nowNanos) {
        long most = 0;
        long wait = Long.MAX_VALUE;
        int[] open = new int[ask.candidates().size()];
        int opens = 0;
        for (int i = 0; i < ask.candidates().size(); i++) {
            Endpoint endpoint = ask.candidates().get(i);
            long cost = Budgets.cost(budget, endpoint, ask.estimate());
            PoolDesk pool = pools.of(endpoint, nowNanos);
            if (budget.hasRoom(cost, endpoint.price() != null, background)
                    && pool.limits.fits(expected)
                    && !pool.sheds(ask)) {
                open[opens++] = i;
                most = Math.max(most, cost);
                wait = Math.min(wait, pool.waitNanos(ask, expected, nowNanos));
            }
        }
        Backlog backlog = budget.backlog;
        boolean mayWait = backlog.hasRoom(ask.feature().queue(), ask.bytes());
        if (opens == 0 || (!mayWait && backlog.calls() == 0)) {
            // It may never run, or never wait, so it is told what it lacks.
            Shortage lacks = shortage(ask, expected, budget, background, nowNanos);
            boolean elsewhere = lacks instanceof Shortage.Shed && opens > 0;
            return refuse(
                    ask,
                    lacks == null || elsewhere
                            ? Refusals.noPlace(ask, backlog, wait)
                            : lacks.refused(),
                    nowNanos);
        }
        if (!mayWait) {
            return refuse(ask, Refusals.noPlace(ask, backlog, wait), nowNanos);
        }
        long untilDeadline = Math.min(allowedWait(ask), ask.deadlineNanos() - nowNanos);
        if (wait - wait / WAIT_TOLERANCE > untilDeadline) {
            for (int i = 0; i < opens; i++) {
                pools.of(ask.candidates().get(open[i]), nowNanos)
                        .countTooLate(ask, untilDeadline, nowNanos);
            }
            return refuse(ask, Refusals.tooLong(ask, wait, untilDeadline), nowNanos);
        }
        Parked call =
                new Parked(
                        ask,
                        expected,
                        waiter,
                        budget,
                        most,
                        budgets.hold(budget, most, background),
                        nowNanos + untilDeadline);
        for (int i = 0; i < opens; i++) {
            PoolDesk pool = pools.of(ask.candidates().get(open[i]), nowNanos);
            if (!call.waitsFor(pool)) {
                pool.park(call, open[i], nowNanos);
            }
        }
        parked.add(call);
        pump(nowNanos);
        Admission decided = call.takeDecision();
        return decided == null ? new Admission.Queued(call) : decided;
    }

    private long allowedWait(Ask ask) {
        long own = ask.feature().queue().waitNanos();
        return own > 0 ? own : classes.of(ask.who().callClass()).maxWaitNanos();
    }

    private Refused refuse(Ask ask, Refused refused, long nowNanos) {
        for (Endpoint endpoint : ask.candidates()) {
            pools.of(endpoint, nowNanos).countRefused(ask);
        }
        return refused;
    }

    /// What the call lacks at the candidate where that passes soonest; null where only caps on
    /// parallel calls or shares stand in its way.
    private @Nullable Shortage shortage(
            Ask ask, Estimate expected, FeatureBudget budget, boolean background, long nowNanos) {
        Shortage best = null;
        for (Endpoint endpoint : ask.candidates()) {
            long cost = Budgets.cost(budget, endpoint, ask.estimate());
            Shortage found =
                    budgets.shortage(budget, cost, endpoint.price() != null, background, nowNanos);
            if (found == null) {
                PoolDesk pool = pools.of(endpoint, nowNanos);
                found =
                        pool.sheds(ask)
                                ? pool.shedding(ask)
                                : pool.limits.shortage(expected, nowNanos);
            }
            if (found != null) {
                best = Shortage.better(best, found);
            }
        }
        return best;
    }

    // Whose turn it is.

    /// Admits whoever can run now, in order, from the queues of all stirred pools. Who is admitted
    /// by one pool leaves the others' queues, and may have stood at their heads.
    private void pump(long nowNanos) {
        for (PoolDesk pool = stirred.poll(); pool != null; pool = stirred.poll()) {
            PoolDesk.Turn turn = pool.next(nowNanos, caps);
            while (turn != null) {
                admitParked(turn, nowNanos);
                turn = pool.next(nowNanos, caps);
            }
        }
    }

    private boolean barIfFull(Parked.Place next) {
        Ask ask = next.call.ask;
        Parallelism.Running full =
                Parallelism.full(parallelism.of(ask.who(), ask.feature().parallel()));
        if (full == null) {
            return false;
        }
        Flow flow = next.flow().at(full.level);
        Flow barred = flow == null ? next.flow() : flow;
        next.pool.queue.bar(barred);
        parallelism.bar(full, next.pool, barred);
        return true;
    }

    private void admitParked(PoolDesk.Turn turn, long nowNanos) {
        Parked.Place place = turn.place();
        Parked call = place.call;
        PoolDesk pool = place.pool;
        Charge charge = pool.start(turn, nowNanos);
        parked.leave(call, place);
        Endpoint endpoint = call.ask.candidates().get(place.candidate);
        parked.admitted(
                place,
                lease(
                        call.ask,
                        call.estimate,
                        endpoint,
                        pool,
                        place.tally,
                        call.budget,
                        Budgets.cost(call.budget, endpoint, call.ask.estimate()),
                        parallelism.of(call.ask.who(), call.ask.feature().parallel()),
                        charge,
                        Math.max(0, nowNanos - place.sinceNanos()),
                        nowNanos));
    }

    @Override
    public boolean withdraw(Admission.Ticket ticket, long nowNanos) {
        if (!(ticket instanceof Parked call)) {
            return false;
        }
        Parked told;
        synchronized (lock) {
            if (call.decided) {
                return false;
            }
            parked.withdraw(call);
            pump(nowNanos);
            told = parked.told();
        }
        Decisions.tell(told);
        return true;
    }

    // Settling.

    @Override
    public void settle(Lease lease, Settlement settlement, long nowNanos) {
        if (!(lease instanceof FairLease open) || open.desk != this) {
            throw new IllegalArgumentException("not a lease of this desk");
        }
        Parked told;
        synchronized (lock) {
            if (open.settled) {
                if (open.expired) {
                    return; // All that it held went back when it expired.
                }
                throw new IllegalStateException(
                        "settled twice: a lease at " + open.endpoint.name());
            }
            budgets.turn(nowNanos);
            end(open, settlement, nowNanos);
            pump(nowNanos);
            pools.forgetIfGone(open.pool);
            told = parked.told();
        }
        Decisions.tell(told);
    }

    private void end(FairLease open, Settlement settlement, long nowNanos) {
        open.settled = true;
        open.pool.settle(open, settlement, nowNanos);
        budgets.settle(open, settlement.costNanos());
        if (settlement.ending() == Settlement.Ending.SUCCEEDED) {
            Ask ask = open.ask;
            estimator.learn(
                    ask.feature().name(),
                    ask.route(),
                    ask.estimate(),
                    open.estimate,
                    settlement.usage());
        }
        parallelism.end(open.counted, stirred);
        leases.remove(open);
        stirred.add(open.pool);
    }

    // The rest.

    @Override
    public void learn(String pool, ProviderSignal signal, long nowNanos) {
        synchronized (lock) {
            PoolDesk known = pools.named(pool);
            if (known != null) {
                known.limits.learn(signal, nowNanos);
            }
        }
    }

    @Override
    public void adopt(FleetSnapshot snapshot, long nowNanos) {
        Parked told;
        synchronized (lock) {
            classes = snapshot.classes();
            pools.adopt(snapshot, nowNanos);
            budgets.adopt(snapshot.features().values());
            budgets.retireAllBut(snapshot.features().keySet());
            stopped = StoppedEndpoints.of(snapshot);
            if (!snapshot.directives().shedBatch().isEmpty()) {
                parked.turnAway(
                        place -> place.pool.sheds(place.call.ask),
                        place -> place.pool.shedding(place.call.ask).refused());
            }
            if (!stopped.names().isEmpty()) {
                parked.turnAway(
                        place -> stopped.deadEnd(place, pools, nowNanos), _ -> Refusals.STOPPED);
            }
            pump(nowNanos);
            told = parked.told();
        }
        Decisions.tell(told);
    }

    @Override
    public void tick(long nowNanos, long wallMicros) {
        Parked told;
        synchronized (lock) {
            budgets.read(nowNanos, wallMicros);
            for (Parked late : parked.overdue(nowNanos)) {
                refuseLate(late, nowNanos);
            }
            if (nowNanos - expiryCheckedNanos >= EXPIRY_CHECK_NANOS) {
                expiryCheckedNanos = nowNanos;
                expireLeases(nowNanos);
            }
            pools.unbar(stirred, nowNanos);
            pump(nowNanos);
            told = parked.told();
            if (nowNanos - watchedNanos >= WATCH_NANOS) {
                watchedNanos = nowNanos;
                signals = pools.starved(nowNanos);
            }
            if (nowNanos - forgotNanos >= FORGET_NANOS) {
                forgotNanos = nowNanos;
                pools.forgetIdle(nowNanos);
            }
        }
        Decisions.tell(told);
    }

    private void refuseLate(Parked late, long nowNanos) {
        boolean own = late.ask.deadlineNanos() - nowNanos <= 0;
        long wait = Long.MAX_VALUE;
        long waited = 0;
        for (Parked.Place place = late.places; place != null; place = place.next) {
            long here = nowNanos - place.sinceNanos();
            waited = Math.max(waited, here);
            place.pool.countRefused(late.ask);
            place.pool.countTooLate(late.ask, here, nowNanos);
            wait = Math.min(wait, place.pool.waitNanos(late.ask, late.estimate, nowNanos));
        }
        parked.refuse(late, own ? Refusals.TOO_LATE : Refusals.waitedInVain(late, waited, wait));
    }

    /// Whoever held it is gone, and nobody knows what it used: it is taken to have used what it
    /// held.
    private void expireLeases(long nowNanos) {
        for (FairLease lease : leases.expired(nowNanos)) {
            lease.expired = true;
            expired++;
            Usage held = Usage.estimated(lease.reservedInputTokens(), lease.reservedOutputTokens());
            end(
                    lease,
                    new Settlement(Settlement.Ending.NOT_A_SAMPLE, held, lease.reservedCostNanos()),
                    nowNanos);
        }
    }

    @Override
    public boolean anyWaits() {
        synchronized (lock) {
            return parked.size() > 0;
        }
    }

    @Override
    public QuotaView view(long nowNanos) {
        synchronized (lock) {
            budgets.turn(nowNanos);
            return new QuotaView(
                    pools.view(nowNanos), budgets.view(), leases.size(), expired, signals);
        }
    }

    @Override
    public List<FlowEstimate> estimates() {
        synchronized (lock) {
            return estimator.view(ESTIMATES_SHOWN);
        }
    }
}
