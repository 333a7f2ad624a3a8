package dev.fleetward.core.quota;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView.BucketView;
import dev.fleetward.core.view.QuotaView.PoolView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All limits of one pool. Confined to the lock of its desk.
final class PoolLimits {
    private final String name;
    private final TokenBucket requests;
    private final TokenBucket input;
    private final TokenBucket output;
    private final Gauge concurrent;
    private final Gauge kvTokens;
    private boolean cacheReadsCount;
    private boolean retired;
    private long open;
    private long admitted;
    private long refused;

    PoolLimits(Pool pool, boolean retired, long nowNanos) {
        name = pool.name();
        requests = new TokenBucket("requestsPerMinute", pool.requestsPerMinute(), nowNanos);
        input = new TokenBucket("inputTokensPerMinute", pool.inputTokensPerMinute(), nowNanos);
        output = new TokenBucket("outputTokensPerMinute", pool.outputTokensPerMinute(), nowNanos);
        concurrent = new Gauge("concurrent", pool.concurrent());
        kvTokens = new Gauge("kvTokens", pool.kvTokens());
        cacheReadsCount = pool.accounting() != Accounting.ANTHROPIC;
        this.retired = retired;
    }

    String name() {
        return name;
    }

    /// Takes over new limits. Levels and open leases stand.
    void adopt(Pool pool, long nowNanos) {
        requests.changeLimit(pool.requestsPerMinute(), nowNanos);
        input.changeLimit(pool.inputTokensPerMinute(), nowNanos);
        output.changeLimit(pool.outputTokensPerMinute(), nowNanos);
        concurrent.changeLimit(pool.concurrent());
        kvTokens.changeLimit(pool.kvTokens());
        cacheReadsCount = pool.accounting() != Accounting.ANTHROPIC;
        retired = false;
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
        return requests.has(1, nowNanos)
                && concurrent.has(1)
                && input.has(estimate.inputTokens(), nowNanos)
                && output.has(estimate.outputTokens(), nowNanos)
                && kvTokens.has(kv(estimate));
    }

    void hold(Estimate estimate, long nowNanos) {
        requests.hold(1, nowNanos);
        input.hold(estimate.inputTokens(), nowNanos);
        output.hold(estimate.outputTokens(), nowNanos);
        concurrent.hold(1);
        kvTokens.hold(kv(estimate));
        open++;
        admitted++;
    }

    /// The request stays spent whatever became of it; providers count it too.
    void settle(Estimate estimate, Usage usage, long nowNanos) {
        long inputUsed =
                cacheReadsCount
                        ? usage.totalInput()
                        : usage.totalInput() - usage.cacheRead().tokens();
        requests.settle(1, 1, nowNanos);
        input.settle(estimate.inputTokens(), inputUsed, nowNanos);
        output.settle(estimate.outputTokens(), usage.totalOutput(), nowNanos);
        concurrent.release(1);
        kvTokens.release(kv(estimate));
        open--;
    }

    void countRefused() {
        refused++;
    }

    /// Why [#hasRoom] says no: what never fits, else what frees up at an unknown time, else the
    /// bucket that takes longest to refill; null where there is room.
    @Nullable Shortage shortage(Estimate estimate, long nowNanos) {
        Shortage found = null;
        found = Shortage.worse(found, of(requests, 1, nowNanos));
        found = Shortage.worse(found, of(input, estimate.inputTokens(), nowNanos));
        found = Shortage.worse(found, of(output, estimate.outputTokens(), nowNanos));
        found = Shortage.worse(found, of(concurrent, 1));
        return Shortage.worse(found, of(kvTokens, kv(estimate)));
    }

    private @Nullable Shortage of(TokenBucket bucket, long tokens, long nowNanos) {
        if (bucket.has(tokens, nowNanos)) {
            return null;
        }
        if (tokens > bucket.limit()) {
            return new Shortage.NeverFits(name, bucket.name(), tokens, bucket.limit());
        }
        return new Shortage.Refilling(
                name,
                bucket.name(),
                tokens,
                bucket.level(nowNanos),
                bucket.limit(),
                bucket.nanosUntil(tokens, nowNanos));
    }

    private @Nullable Shortage of(Gauge gauge, long amount) {
        if (gauge.has(amount)) {
            return null;
        }
        return amount > gauge.limit()
                ? new Shortage.NeverFits(name, gauge.name(), amount, gauge.limit())
                : new Shortage.InUse(name, gauge.name(), amount, gauge.free(), gauge.limit());
    }

    PoolView view(long nowNanos) {
        List<BucketView> views = new ArrayList<>();
        for (TokenBucket bucket : List.of(requests, input, output)) {
            if (bucket.enforced()) {
                views.add(new BucketView(bucket.name(), bucket.limit(), bucket.level(nowNanos)));
            }
        }
        for (Gauge gauge : List.of(concurrent, kvTokens)) {
            if (gauge.enforced()) {
                views.add(new BucketView(gauge.name(), gauge.limit(), gauge.free()));
            }
        }
        return new PoolView(name, views, admitted, refused, 0);
    }

    private static long kv(Estimate estimate) {
        return estimate.inputTokens() + estimate.outputTokens();
    }
}
