package dev.fleetward.core.quota;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.fair.BandPolicy;
import dev.fleetward.core.fair.Charge;
import dev.fleetward.core.fair.FairQueue;
import dev.fleetward.core.fair.Flow;
import dev.fleetward.core.fair.Flow.Level;
import dev.fleetward.core.fair.FlowPath;
import dev.fleetward.core.fair.ServiceWeights;
import dev.fleetward.core.fair.Waiting;
import dev.fleetward.core.quota.ShareBook.Standing;
import dev.fleetward.core.quota.starvation.FlowReading;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.ClassPolicy;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView.PoolView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One pool: its limits, the shares in it, and the calls that wait for it. Confined to the lock of
/// its desk.
final class PoolDesk {
    /// Nanoseconds in which a millionth of a minute's worth refills.
    private static final long NANOS_PER_MILLIONTH = RateLimit.MINUTE / 1_000_000;

    /// How often something that is kept back for the moment is looked at again.
    private static final long GLANCE_NANOS = 20_000_000L;

    private static final int BANDS = CallClass.values().length;

    private static final long MILLIONTH = DominantShare.WHOLE / 1_000_000;

    final PoolLimits limits;
    final FairQueue<Parked.Place> queue;
    final ShareBook shares = new ShareBook();
    private final Pace releases = new Pace();
    private final BatchThrottle throttle;
    private final List<Bar> bars = new ArrayList<>();
    private final PoolTallies tallies = new PoolTallies();
    private ClassPolicies classes;
    private Pool pool;
    private ServiceWeights weights;
    private int throttledBand = Integer.MAX_VALUE;
    private boolean shedding;

    /// A flow that its share bars until then, or until one of its calls ends.
    private record Bar(Flow flow, long untilNanos) {}

    PoolDesk(Pool pool, ClassPolicies classes, boolean retired, long nowNanos) {
        this.pool = pool;
        this.classes = classes;
        this.weights = weights(pool);
        limits = new PoolLimits(pool, retired, nowNanos);
        throttle = new BatchThrottle(nowNanos);
        queue = new FairQueue<>(bands(classes), this::weight);
    }

    private static ServiceWeights weights(Pool pool) {
        return pool.accounting() == Accounting.SELF_HOSTED
                ? ServiceWeights.TOKENS_AND_MEMORY
                : ServiceWeights.TOKENS;
    }

    private static List<BandPolicy> bands(ClassPolicies classes) {
        return Arrays.stream(CallClass.values()).map(each -> band(classes.of(each))).toList();
    }

    private static BandPolicy band(ClassPolicy policy) {
        return new BandPolicy(policy.floor().partsPerMillion(), Math.max(1, policy.ageingNanos()));
    }

    private int weight(Flow flow) {
        return flow.level() == Level.FEATURE ? shares.weight(flow.name()) : 1;
    }

    String name() {
        return limits.name();
    }

    void adopt(Pool changed, ClassPolicies changedClasses, long nowNanos) {
        pool = changed;
        classes = changedClasses;
        weights = weights(changed);
        limits.adopt(changed, nowNanos);
        queue.adopt(bands(classes));
    }

    /// Whether batch and background calls are held back from now on.
    void shed(boolean does) {
        shedding = does;
    }

    /// The fleet's own probes go on: they are few, and say when what is wrong is over.
    boolean sheds(Ask ask) {
        return shedding
                && BatchThrottle.isThrottled(ask.who().callClass())
                && !ask.feature().isOfProbes();
    }

    /// What a call lacks that [#sheds] keeps out.
    Shortage shedding(Ask ask) {
        return new Shortage.Shed(name(), ask.who().callClass().label());
    }

    void adoptShares(Collection<Feature> features, long nowNanos) {
        for (ShareBook.Account account : shares.all()) {
            markReserving(account.feature, false);
        }
        shares.adopt(name(), features, nowNanos);
        for (ShareBook.Account account : shares.all()) {
            if (shares.reserves(account.feature)) {
                markReserving(account.feature, true);
            }
        }
    }

    private void markReserving(String feature, boolean does) {
        for (CallClass each : CallClass.values()) {
            queue.reserves(queue.feature(each.ordinal(), feature), does);
        }
    }

    // Sizes.

    /// What a call takes of what refills, in parts of a minute's worth.
    long rate(Estimate estimate) {
        return limits.rateShare(estimate);
    }

    /// What it takes of what may be in use at once, in parts.
    long atOnce(Estimate estimate) {
        return limits.shareAtOnce(estimate);
    }

    private long service(Estimate estimate) {
        return weights.of(
                estimate.inputTokens(), estimate.usualOutputTokens(), estimate.inputTokens());
    }

    private long service(Usage usage) {
        long input = usage.totalInput();
        return weights.of(input - usage.cacheRead().tokens(), usage.totalOutput(), input);
    }

    // Deciding.

    /// What its feature promises for the time to first token, else its class; 0 if neither does.
    private long firstTokenObjective(Ask ask) {
        var objective = ask.feature().objective();
        return objective != null && objective.firstTokenNanos() > 0
                ? objective.firstTokenNanos()
                : classes.of(ask.who().callClass()).firstTokenNanos();
    }

    /// How a call may run right now without waiting; null where it may not.
    @Nullable Standing straightThrough(Ask ask, Estimate estimate, long nowNanos) {
        if (queue.waiting() > 0 || !limits.hasRoom(estimate, nowNanos)) {
            return null;
        }
        Standing standing = standing(ask, estimate, nowNanos);
        boolean throttled =
                standing == Standing.BORROWING
                        && throttle.holdsBack(
                                ask.who().callClass(), rate(estimate), atOnce(estimate), nowNanos);
        return standing == Standing.OVER || throttled ? null : standing;
    }

    private Standing standing(Ask ask, Estimate estimate, long nowNanos) {
        return shares.standing(
                ask.feature().name(), rate(estimate), atOnce(estimate), limits, nowNanos);
    }

    /// The next call that may run now, with how; null where none may. What its share or the cap on
    /// long prompts keeps back is barred.
    @Nullable Turn next(long nowNanos, CapCheck caps) {
        while (true) {
            Parked.Place next = queue.next((feature, call) -> covers(feature, call, nowNanos));
            if (next == null) {
                return null;
            }
            Parked call = next.call;
            if (caps.bars(next)) {
                continue;
            }
            if (!limits.hasPlaceFor(call.estimate)) {
                bar(next.flow(), nowNanos + GLANCE_NANOS);
                continue;
            }
            Standing standing = standing(call.ask, call.estimate, nowNanos);
            if (standing == Standing.OVER) {
                Flow feature = next.flow().at(Level.FEATURE);
                bar(feature == null ? next.flow() : feature, nowNanos + GLANCE_NANOS);
                continue;
            }
            if (standing == Standing.BORROWING
                    && throttle.holdsBack(
                            call.ask.who().callClass(),
                            rate(call.estimate),
                            atOnce(call.estimate),
                            nowNanos)) {
                queue.bar(next.band(), true);
                throttledBand = Math.min(throttledBand, next.band());
                continue;
            }
            return limits.hasRoom(call.estimate, nowNanos)
                    ? new Turn(next, standing == Standing.RESERVED)
                    : null;
        }
    }

    /// A call whose turn it is.
    record Turn(Parked.Place place, boolean reserved) {}

    /// Bars a flow whose caps on parallel calls are reached.
    interface CapCheck {
        boolean bars(Parked.Place next);
    }

    private boolean covers(Flow feature, Waiting next, long nowNanos) {
        return next instanceof Parked.Place place
                && shares.covers(
                        feature.name(),
                        rate(place.call.estimate),
                        atOnce(place.call.estimate),
                        limits,
                        nowNanos);
    }

    private void bar(Flow flow, long untilNanos) {
        queue.bar(flow);
        bars.add(new Bar(flow, untilNanos));
    }

    void unbar(Flow flow) {
        queue.unbar(flow);
    }

    /// Lets barred flows try again whose time has come, or all; and bands that were throttled.
    void unbar(boolean all, long nowNanos) {
        for (int band = throttledBand; band < BANDS; band++) {
            queue.bar(band, false);
        }
        throttledBand = Integer.MAX_VALUE;
        for (Iterator<Bar> each = bars.iterator(); each.hasNext(); ) {
            Bar bar = each.next();
            if (all || bar.untilNanos() - nowNanos <= 0) {
                queue.unbar(bar.flow());
                each.remove();
            }
        }
    }

    // Doing.

    QueueTally tally(Ask ask) {
        return tallies.of(ask);
    }

    /// A call that waits for nothing runs.
    Charge start(QueueTally tally, Ask ask, Estimate estimate, boolean reserved, long nowNanos) {
        hold(tally, ask, estimate, reserved, 0, nowNanos);
        return queue.pass(
                path(ask), ask.who().callClass().ordinal(), service(estimate), reserved, nowNanos);
    }

    /// A call that waited runs.
    Charge start(Turn turn, long nowNanos) {
        Parked.Place place = turn.place();
        Parked call = place.call;
        long wait = Math.max(0, nowNanos - place.sinceNanos());
        hold(place.tally, call.ask, call.estimate, turn.reserved(), wait, nowNanos);
        return queue.take(place, turn.reserved(), nowNanos);
    }

    private void hold(
            QueueTally tally,
            Ask ask,
            Estimate estimate,
            boolean reserved,
            long waitNanos,
            long nowNanos) {
        limits.hold(estimate, nowNanos);
        tally.ran(waitNanos, nowNanos);
        tally.feature.ran(ask, estimate, nowNanos);
        long rate = rate(estimate);
        shares.hold(ask.feature().name(), rate, estimate, reserved, nowNanos);
        throttle.hold(ask.who().callClass(), rate, atOnce(estimate), nowNanos);
    }

    void settle(FairLease lease, Settlement settlement, long nowNanos) {
        Estimate estimate = lease.estimate;
        limits.settle(estimate, settlement, nowNanos);
        Usage usage = settlement.usage();
        Estimate used = new Estimate(usage.totalInput(), usage.totalOutput(), usage.totalOutput());
        shares.settle(
                lease.ask.feature().name(),
                lease.rate,
                settlement.sent() ? rate(used) : 0,
                estimate,
                lease.charge.isReserved(),
                nowNanos);
        throttle.ended(lease, settlement, firstTokenObjective(lease.ask), nowNanos);
        releases.add(lease.atOnce, nowNanos);
        queue.end(lease.charge, service(usage));
        lease.tally.feature.ended(estimate, limits.held(estimate), settlement, nowNanos);
        unbar(true, nowNanos);
    }

    /// A call comes to wait here.
    void park(Parked call, int candidate, long nowNanos) {
        Parked.Place place =
                new Parked.Place(
                        call,
                        this,
                        tallies.of(call.ask),
                        candidate,
                        service(call.estimate),
                        Math.max(rate(call.estimate), atOnce(call.estimate)),
                        nowNanos);
        queue.add(place, path(call.ask), call.ask.who().callClass().ordinal());
        place.tally.came(place);
        call.add(place);
    }

    void countRefused(Ask ask) {
        limits.countRefused();
        tallies.of(ask).refused();
    }

    /// The call was refused because its turn did not come, or would not have come, within so long.
    void countTooLate(Ask ask, long waitNanos, long nowNanos) {
        throttle.refused(ask.who().callClass(), waitNanos, firstTokenObjective(ask), nowNanos);
    }

    private static FlowPath path(Ask ask) {
        var who = ask.who();
        return new FlowPath(who.feature(), who.tenant(), who.keyId(), who.job());
    }

    // Looking.

    void forgetIdle(long nowNanos) {
        queue.forgetIdle(false);
        tallies.forgetQuiet(nowNanos);
    }

    /// What each feature did here since the last reading.
    List<FlowReading> read(long nowNanos) {
        return tallies.read(classes, shares, nowNanos);
    }

    PoolView view(long nowNanos) {
        PoolView plain = limits.view(queue.waiting(), nowNanos);
        return new PoolView(
                plain.pool(),
                plain.buckets(),
                plain.admitted(),
                plain.refused(),
                plain.queued(),
                shares.view(limits, nowNanos),
                tallies.queues(nowNanos),
                throttle.view(nowNanos),
                limits.learned(nowNanos));
    }

    // Waiting.

    /// How long a call that comes now is likely to wait; 0 where nothing can be said. What stands
    /// in front of it by order of bands and fair division has to be refilled, or to be given back
    /// at the pace of late; what its feature's reservation brings comes sooner if that is faster.
    long waitNanos(Ask ask, Estimate estimate, long nowNanos) {
        String feature = ask.feature().name();
        int band = ask.who().callClass().ordinal();
        long rate = rate(estimate);
        long atOnce = atOnce(estimate);
        long ahead = queue.sizeAhead(feature, band, Math.max(rate, atOnce));
        long wait = 0;
        if (rate > 0) {
            wait = refillNanos(ahead + rate - Math.max(0, limits.freeRateShare(nowNanos)));
            ShareBook.Account account = shares.of(feature);
            if (account != null) {
                long own = queue.waitingSize(feature) + rate;
                wait = Math.min(wait, account.reservedNanos(own, nowNanos));
                wait = Math.max(wait, account.allowedNanos(own, nowNanos));
            }
        }
        if (atOnce > 0) {
            long missing = ahead + atOnce - Math.max(0, limits.freeShareAtOnce());
            wait = Math.max(wait, releases.nanosFor(missing, nowNanos));
        }
        long size = Math.max(rate, atOnce);
        double callsAhead = size == 0 ? queue.waiting() : (double) ahead / size;
        return Math.max(wait, limits.heldBackNanos(estimate, callsAhead, nowNanos));
    }

    private static long refillNanos(long parts) {
        return Math.max(0, parts) / MILLIONTH * NANOS_PER_MILLIONTH;
    }
}
