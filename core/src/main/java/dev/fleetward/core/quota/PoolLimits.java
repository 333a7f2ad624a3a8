package dev.fleetward.core.quota;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.PoolLearning;
import dev.fleetward.core.view.QuotaView.BucketView;
import dev.fleetward.core.view.QuotaView.LearnedView;
import dev.fleetward.core.view.QuotaView.PoolView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All limits of one pool, counted as its provider counts ([Counting]), and what its answers teach.
/// Confined to the lock of its desk.
///
/// Invariants:
/// 1. A call is held in all limits or in none.
/// 2. What a limit has given out and not got back never exceeds its size and what has refilled
///    since, except by calls that used more than they held.
/// 3. What the provider says only ever lowers this at once.
///
/// Where the accounting changes while calls are under way, those are settled by the new one; what
/// that leaves wrong in a limit per minute is gone after a minute. What is under way is counted
/// alike by all, so gauges stay exact.
final class PoolLimits {
    /// A provider that asks to be left alone is, for so long at most; the endpoint's own rest lasts
    /// as long as it takes.
    static final long LONGEST_PAUSE_NANOS = RateLimit.MINUTE;

    private final String name;
    private final RateLimit input;
    private final RateLimit output;
    private final UnderWay underWay;
    private final ToldQuota told;
    private Accounting accounting;
    private Counting counting;
    private RateLimit requests;
    private RateLimit tokens;
    private @Nullable LearnedRate learned;
    private long pausedUntilNanos;
    private boolean paused;
    private boolean retired;
    private long open;
    private long admitted;
    private long refused;
    private long rateLimited;

    PoolLimits(Pool pool, boolean retired, long nowNanos) {
        name = pool.name();
        accounting = pool.accounting();
        counting = Counting.of(pool);
        requests = RateLimit.requests(pool, nowNanos);
        tokens = RateLimit.tokens(pool, nowNanos);
        input = new TokenBucket("inputTokensPerMinute", pool.inputTokensPerMinute(), nowNanos);
        output = new TokenBucket("outputTokensPerMinute", pool.outputTokensPerMinute(), nowNanos);
        underWay = new UnderWay(pool);
        told = new ToldQuota(requests, tokens, input, output);
        learned = counting.givesLessThanDeclared() ? new LearnedRate(nowNanos) : null;
        this.retired = retired;
    }

    String name() {
        return name;
    }

    /// Takes over new limits. Levels and open leases stand.
    void adopt(Pool pool, long nowNanos) {
        if (pool.accounting() != accounting) {
            accounting = pool.accounting();
            requests = carriedOver(requests, RateLimit.requests(pool, nowNanos), nowNanos);
            tokens = carriedOver(tokens, RateLimit.tokens(pool, nowNanos), nowNanos);
            told.replace(requests, tokens);
        } else {
            requests.change(pool.requestsPerMinute(), pool.requestWindowNanos(), nowNanos);
            tokens.change(pool.tokensPerMinute(), tokens.windowNanos(), nowNanos);
        }
        counting = Counting.of(pool);
        if (!counting.givesLessThanDeclared()) {
            learned = null;
        } else if (learned == null) {
            learned = new LearnedRate(nowNanos);
        }
        input.change(pool.inputTokensPerMinute(), input.windowNanos(), nowNanos);
        output.change(pool.outputTokensPerMinute(), output.windowNanos(), nowNanos);
        underWay.adopt(pool);
        retired = false;
    }

    private static RateLimit carriedOver(RateLimit from, RateLimit to, long nowNanos) {
        to.hold(from.held(), nowNanos);
        if (from.enforced() && to.enforced()) {
            to.lower(from.level(nowNanos), nowNanos);
        }
        return to;
    }

    /// The snapshot no longer has this pool.
    void retire() {
        retired = true;
    }

    /// Whether nothing needs this pool any more.
    boolean forgettable() {
        return retired && open == 0;
    }

    boolean hasRoom(Estimate estimate, long nowNanos) {
        return underWay.has(estimate)
                && pausedNanos(nowNanos) == 0
                && requests.has(1, nowNanos)
                && input.has(counting.input(estimate), nowNanos)
                && output.has(counting.output(estimate), nowNanos)
                && tokens.has(counting.tokens(estimate), nowNanos)
                && (learned == null || learned.has(rateOf(estimate), nowNanos));
    }

    /// Whether it can ever run here.
    boolean fits(Estimate estimate) {
        return requests.fits(1)
                && input.fits(counting.input(estimate))
                && output.fits(counting.output(estimate))
                && tokens.fits(counting.tokens(estimate))
                && underWay.fits(estimate);
    }

    void hold(Estimate estimate, long nowNanos) {
        requests.hold(1, nowNanos);
        input.hold(counting.input(estimate), nowNanos);
        output.hold(counting.output(estimate), nowNanos);
        tokens.hold(counting.tokens(estimate), nowNanos);
        if (learned != null) {
            learned.hold(rateOf(estimate), nowNanos);
        }
        underWay.hold(estimate);
        open++;
        admitted++;
    }

    /// Tokens that a call holds while it is under way, as the provider counts them.
    long held(Estimate estimate) {
        return Math.max(
                counting.tokens(estimate), counting.input(estimate) + counting.output(estimate));
    }

    /// Ends a hold. What the provider was never asked it does not count; of what it was asked, the
    /// request stays spent whatever became of it.
    void settle(Estimate estimate, Settlement settlement, long nowNanos) {
        boolean sent = settlement.sent();
        Usage usage = settlement.usage();
        requests.settle(1, sent ? 1 : 0, nowNanos);
        input.settle(counting.input(estimate), sent ? counting.inputKept(usage) : 0, nowNanos);
        output.settle(counting.output(estimate), sent ? counting.outputKept(usage) : 0, nowNanos);
        tokens.settle(
                counting.tokens(estimate),
                sent ? counting.tokensKept(estimate, usage) : 0,
                nowNanos);
        if (learned != null) {
            learned.settle(rateOf(estimate), sentInFact(estimate, settlement), nowNanos);
        }
        underWay.settle(estimate, settlement, nowNanos);
        open--;
    }

    /// What a call shows of the rate that goes out; one that was refused was too much in full.
    private long sentInFact(Estimate estimate, Settlement settlement) {
        if (!settlement.sent()) {
            return 0;
        }
        Usage usage = settlement.usage();
        if (settlement.ending() == Settlement.Ending.OVERLOADED) {
            return rateOf(estimate);
        }
        return counting.deductsDeclaredOutput()
                ? counting.tokensKept(estimate, usage)
                : counting.inputKept(usage) + counting.outputKept(usage);
    }

    /// What a call takes of a rate that is learned: what the provider deducts, where that is not
    /// what the call is expected to use.
    private long rateOf(Estimate estimate) {
        return counting.deductsDeclaredOutput()
                ? counting.tokens(estimate)
                : UnderWay.tokens(estimate);
    }

    void countRefused() {
        refused++;
    }

    /// Corrects what is left by what the provider said.
    void learn(ProviderSignal signal, long nowNanos) {
        if (signal.rateLimited()) {
            rateLimited++;
            told.judgeRefusal(signal, nowNanos);
            if (learned != null && !signal.exhausted()) {
                learned.refused(nowNanos);
            }
            if (signal.retryAfterNanos() > 0 && counting.isOneQuota()) {
                pauseFor(Math.min(signal.retryAfterNanos(), LONGEST_PAUSE_NANOS), nowNanos);
            }
        }
        if (counting.isOneQuota()) {
            told.take(signal, nowNanos);
            if (counting.isUtilization()) {
                told.takeUtilization(signal, nowNanos);
            }
        }
    }

    /// How long the provider holds a call back beyond what is declared, with so many of its size in
    /// front of it: it asked to be left alone, or turned out to give less.
    long heldBackNanos(Estimate estimate, double ahead, long nowNanos) {
        double tokens = (1 + ahead) * rateOf(estimate);
        long slow = learned == null ? 0 : learned.nanosFor(tokens, nowNanos);
        return Math.max(pausedNanos(nowNanos), slow);
    }

    private void pauseFor(long nanos, long nowNanos) {
        if (pausedNanos(nowNanos) < nanos) {
            paused = true;
            pausedUntilNanos = nowNanos + nanos;
        }
    }

    private long pausedNanos(long nowNanos) {
        if (paused && pausedUntilNanos - nowNanos <= 0) {
            paused = false;
        }
        return paused ? pausedUntilNanos - nowNanos : 0;
    }

    /// The largest part that a call takes of any limit's whole size (a minute's worth, or what may
    /// be under way), in parts of [DominantShare#WHOLE]; 0 where nothing is limited.
    long dominantShare(Estimate estimate) {
        return Math.max(rateShare(estimate), shareAtOnce(estimate));
    }

    /// The largest part that a call takes of what refills: of any limit's minute's worth, in parts
    /// of [DominantShare#WHOLE]; 0 where nothing of the kind is limited.
    long rateShare(Estimate estimate) {
        long most = requests.share(1);
        most = Math.max(most, input.share(counting.input(estimate)));
        most = Math.max(most, output.share(counting.output(estimate)));
        return Math.max(most, tokens.share(counting.tokens(estimate)));
    }

    /// The same of what may be in use at once.
    long shareAtOnce(Estimate estimate) {
        return shareAtOnce(1, UnderWay.tokens(estimate));
    }

    /// The largest part that so many calls with so many tokens take of what may be in use at once.
    long shareAtOnce(long calls, long tokens) {
        return underWay.share(calls, tokens);
    }

    /// Whether a call may run although it is larger than what is given out at once.
    boolean mayRunAlone() {
        return underWay.mayRunAlone();
    }

    /// The least part of any limit per minute that is free.
    long freeRateShare(long nowNanos) {
        long least = DominantShare.WHOLE;
        least = Math.min(least, free(requests, nowNanos));
        least = Math.min(least, free(input, nowNanos));
        least = Math.min(least, free(output, nowNanos));
        return Math.min(least, free(tokens, nowNanos));
    }

    private static long free(RateLimit limit, long nowNanos) {
        return limit.enforced() ? limit.share(limit.level(nowNanos)) : DominantShare.WHOLE;
    }

    /// The same of what may be in use at once.
    long freeShareAtOnce() {
        return underWay.freeShare();
    }

    /// Why [#hasRoom] says no: what never fits, else what frees up at an unknown time, else the
    /// limit that takes longest to refill; null where there is room.
    @Nullable Shortage shortage(Estimate estimate, long nowNanos) {
        Shortage found = requests.shortage(name, 1, nowNanos);
        found = worse(found, input, counting.input(estimate), nowNanos);
        found = worse(found, output, counting.output(estimate), nowNanos);
        found = worse(found, tokens, counting.tokens(estimate), nowNanos);
        found = Shortage.worse(found, underWay.shortage(name, estimate));
        if (learned != null) {
            found = Shortage.worse(found, learned.shortage(name, rateOf(estimate), nowNanos));
        }
        long pause = pausedNanos(nowNanos);
        return pause == 0 ? found : Shortage.worse(found, new Shortage.Paused(name, pause));
    }

    private @Nullable Shortage worse(
            @Nullable Shortage found, RateLimit limit, long tokens, long nowNanos) {
        return Shortage.worse(found, limit.shortage(name, tokens, nowNanos));
    }

    PoolView view(long queued, long nowNanos) {
        List<BucketView> views = new ArrayList<>();
        for (RateLimit limit : List.of(requests, input, output, tokens)) {
            if (limit.enforced()) {
                views.add(new BucketView(limit.name(), limit.size(), limit.level(nowNanos)));
            }
        }
        underWay.view(views);
        return new PoolView(name, views, admitted, refused, queued);
    }

    /// Whether a call may run beside the long prompts under way.
    boolean hasPlaceFor(Estimate estimate) {
        return underWay.hasPlaceFor(estimate);
    }

    PoolLearning learning(long nowNanos) {
        return new PoolLearning(
                name,
                rateLimited,
                told.refusedWithRoom(),
                told.limitsDiffered(),
                told.recent(),
                told.limits(nowNanos),
                learned == null ? Pool.UNLIMITED : learned.limit(),
                pausedNanos(nowNanos),
                underWay.adaptiveLimit());
    }

    /// The same for those who look from outside.
    LearnedView learned(long nowNanos) {
        return LearnedView.of(learning(nowNanos), declaredTokens(), nowNanos);
    }

    /// Tokens per minute in both directions that the configuration allows, or [Pool#UNLIMITED].
    private long declaredTokens() {
        long apart =
                input.enforced() && output.enforced()
                        ? input.limit() + output.limit()
                        : Pool.UNLIMITED;
        return tokens.enforced() ? Math.min(tokens.limit(), apart) : apart;
    }
}
