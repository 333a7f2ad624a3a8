package dev.fleetward.core.quota;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView.BucketView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a pool allows to be under way at once: calls, their tokens (all that they may keep in an
/// engine's memory: input and expected output), and long prompts. All accountings count it alike.
/// Confined to the lock of its desk.
final class UnderWay {
    /// The adaptive limit, as it is shown.
    private static final String TOKENS_IN_FLIGHT = "tokensInFlight";

    private final Gauge concurrent;
    private final Gauge kvTokens;
    private final LongPromptCap longPrompts;
    private @Nullable AdaptiveLimit adaptive;

    UnderWay(Pool pool) {
        concurrent = new Gauge("concurrent", pool.concurrent());
        kvTokens = new Gauge("kvTokens", pool.kvTokens());
        longPrompts = new LongPromptCap(pool.longPrompts());
        adaptive = adapted(pool, null);
    }

    void adopt(Pool pool) {
        concurrent.changeLimit(pool.concurrent());
        kvTokens.changeLimit(pool.kvTokens());
        longPrompts.adopt(pool.longPrompts());
        adaptive = adapted(pool, adaptive);
    }

    private static @Nullable AdaptiveLimit adapted(Pool pool, @Nullable AdaptiveLimit known) {
        if (!pool.adaptive() || pool.kvTokens() == Pool.UNLIMITED) {
            return null;
        }
        if (known == null) {
            return new AdaptiveLimit(pool.kvTokens());
        }
        known.change(pool.kvTokens());
        return known;
    }

    static long tokens(Estimate estimate) {
        return estimate.inputTokens() + estimate.outputTokens();
    }

    boolean has(Estimate estimate) {
        return concurrent.has(1)
                && kvTokens.has(tokens(estimate))
                && longPrompts.has(estimate.inputTokens())
                && (adaptive == null || adaptive.has(kvTokens.held(), tokens(estimate)));
    }

    boolean fits(Estimate estimate) {
        return concurrent.limit() > 0 && tokens(estimate) <= kvTokens.limit();
    }

    void hold(Estimate estimate) {
        concurrent.hold(1);
        kvTokens.hold(tokens(estimate));
        longPrompts.hold(estimate.inputTokens());
    }

    void settle(Estimate estimate, Settlement settlement, long nowNanos) {
        if (adaptive != null) {
            adapt(adaptive, estimate, settlement, nowNanos);
            adaptive.ended(tokens(estimate), nowNanos);
        }
        concurrent.release(1);
        kvTokens.release(tokens(estimate));
        longPrompts.release(estimate.inputTokens());
    }

    private void adapt(
            AdaptiveLimit limit, Estimate estimate, Settlement settlement, long nowNanos) {
        switch (settlement.ending()) {
            case SUCCEEDED -> {
                if (settlement.firstTokenNanos() > 0 || settlement.lastTokenNanos() > 0) {
                    Usage usage = settlement.usage();
                    limit.sample(
                            kvTokens.held(),
                            tokens(estimate),
                            usage.totalInput() - usage.cacheRead().tokens(),
                            usage.totalOutput(),
                            settlement.firstTokenNanos(),
                            settlement.lastTokenNanos(),
                            nowNanos);
                }
            }
            case OVERLOADED -> limit.overloaded(nowNanos);
            case NOT_A_SAMPLE -> {}
        }
    }

    @Nullable Shortage shortage(String pool, Estimate estimate) {
        long tokens = tokens(estimate);
        Shortage found = concurrent.shortage(pool, 1);
        found = Shortage.worse(found, kvTokens.shortage(pool, tokens));
        found = Shortage.worse(found, longPrompts.shortage(pool, estimate.inputTokens()));
        if (found != null || adaptive == null || adaptive.has(kvTokens.held(), tokens)) {
            return found;
        }
        long limit = adaptive.limit();
        return new Shortage.InUse(pool, TOKENS_IN_FLIGHT, tokens, limit - kvTokens.held(), limit);
    }

    /// The largest part that so many calls with so many tokens take of any of these; see
    /// [DominantShare]. Tokens are parts of what is given out now: while the adaptive limit is
    /// below what is declared, parts of that.
    long share(long calls, long tokens) {
        return Math.max(concurrent.share(calls), tokensShare(tokens));
    }

    private long tokensShare(long tokens) {
        return adaptive == null
                ? kvTokens.share(tokens)
                : DominantShare.of(tokens, adaptive.limit());
    }

    /// Whether a call may run although it is larger than what the adaptive limit gives out.
    boolean mayRunAlone() {
        return adaptive != null && kvTokens.held() == 0;
    }

    /// The least part of any of these that is free.
    long freeShare() {
        long free = Math.min(free(concurrent), free(kvTokens));
        return adaptive == null
                ? free
                : Math.min(free, tokensShare(adaptive.limit() - kvTokens.held()));
    }

    private static long free(Gauge gauge) {
        return gauge.enforced() ? gauge.share(gauge.free()) : DominantShare.WHOLE;
    }

    boolean hasPlaceFor(Estimate estimate) {
        return longPrompts.has(estimate.inputTokens());
    }

    void view(List<BucketView> into) {
        for (Gauge gauge : List.of(concurrent, kvTokens)) {
            if (gauge.enforced()) {
                into.add(new BucketView(gauge.name(), gauge.limit(), gauge.free()));
            }
        }
        if (adaptive != null) {
            long limit = adaptive.limit();
            into.add(new BucketView(TOKENS_IN_FLIGHT, limit, limit - kvTokens.held()));
        }
    }

    /// In tokens, or [Pool#UNLIMITED] where the limit does not adapt.
    long adaptiveLimit() {
        return adaptive == null ? Pool.UNLIMITED : adaptive.limit();
    }
}
