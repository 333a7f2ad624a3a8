package dev.fleetward.testbed.provider.limit;

import dev.fleetward.testbed.provider.limit.Buckets.Charge;
import dev.fleetward.testbed.provider.limit.Buckets.Full;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Input is deducted at admission without what a cache holds, output as it is generated, whatever
/// was declared: a call is refused for its output only when what was generated has used the minute
/// up.
final class AnthropicLimiter implements Limiter {
    private final Buckets buckets;

    AnthropicLimiter(Limits limits, long nowNanos) {
        buckets = Buckets.refilling(limits, nowNanos);
    }

    @Override
    public @Nullable Throttled enter(Demand demand, long nowNanos) {
        long input = demand.uncached();
        Full full = buckets.full(new Charge(input, 1, input), nowNanos);
        if (full != null) {
            return Throttled.seconds(full);
        }
        buckets.take(new Charge(input, 0, input), nowNanos);
        return null;
    }

    @Override
    public void generated(int tokens, long nowNanos) {
        buckets.correct(new Charge(0, tokens, tokens), nowNanos);
    }

    @Override
    public void headers(BiConsumer<String, String> into, long nowNanos, long wallMicros) {
        Allowance scarcest = buckets.tokens().limited() ? buckets.tokens() : buckets.input();
        tell("requests", 1, buckets.requests(), into, nowNanos, wallMicros);
        tell("input-tokens", 1_000, buckets.input(), into, nowNanos, wallMicros);
        tell("output-tokens", 1_000, buckets.output(), into, nowNanos, wallMicros);
        tell("tokens", 1_000, scarcest, into, nowNanos, wallMicros);
    }

    private static void tell(
            String kind,
            long step,
            Allowance allowance,
            BiConsumer<String, String> into,
            long nowNanos,
            long wallMicros) {
        if (!allowance.limited()) {
            return;
        }
        String prefix = "anthropic-ratelimit-" + kind;
        long remaining = Math.round((double) allowance.remaining(nowNanos) / step) * step;
        long resetMicros = wallMicros + allowance.resetNanos(nowNanos) / 1_000;
        into.accept(prefix + "-limit", Long.toString(allowance.perMinute()));
        into.accept(prefix + "-remaining", Long.toString(remaining));
        into.accept(
                prefix + "-reset",
                Instant.EPOCH
                        .plus(resetMicros, ChronoUnit.MICROS)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
    }
}
