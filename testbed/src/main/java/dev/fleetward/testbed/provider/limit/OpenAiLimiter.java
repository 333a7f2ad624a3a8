package dev.fleetward.testbed.provider.limit;

import dev.fleetward.testbed.provider.limit.Buckets.Charge;
import dev.fleetward.testbed.provider.limit.Buckets.Full;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The larger of the declared output and the prompt is deducted at admission, and stays so. Failed
/// and refused requests count as requests.
final class OpenAiLimiter implements Limiter {
    private final Buckets buckets;

    OpenAiLimiter(Limits limits, long nowNanos) {
        buckets = Buckets.refilling(limits, nowNanos);
    }

    private static Charge charge(Demand demand) {
        return new Charge(
                demand.uncached(), demand.output(), Math.max(demand.output(), demand.prompt()));
    }

    @Override
    public @Nullable Throttled enter(Demand demand, long nowNanos) {
        Charge charge = charge(demand);
        Full full = buckets.full(charge, nowNanos);
        if (full != null) {
            // Not into debt, or a caller that keeps asking would never be let in again.
            double left = Math.max(0, buckets.requests().left(nowNanos));
            buckets.requests().take(Math.min(1, left), nowNanos);
            return Throttled.seconds(full);
        }
        buckets.take(charge, nowNanos);
        return null;
    }

    @Override
    public void failed(Demand demand, long nowNanos) {
        buckets.take(charge(demand), nowNanos);
    }

    @Override
    public void headers(BiConsumer<String, String> into, long nowNanos, long wallMicros) {
        Allowance tokens =
                buckets.tokens().limited()
                        ? buckets.tokens()
                        : buckets.output().limited() ? buckets.output() : buckets.input();
        tell("requests", buckets.requests(), into, nowNanos);
        tell("tokens", tokens, into, nowNanos);
    }

    /// `x-ratelimit-{limit,remaining,reset}-*`.
    static void tell(
            String kind, Allowance allowance, BiConsumer<String, String> into, long nowNanos) {
        if (allowance.limited()) {
            into.accept("x-ratelimit-limit-" + kind, Long.toString(allowance.perMinute()));
            into.accept(
                    "x-ratelimit-remaining-" + kind, Long.toString(allowance.remaining(nowNanos)));
            into.accept("x-ratelimit-reset-" + kind, spelled(allowance.resetNanos(nowNanos)));
        }
    }

    /// `12ms`, `1.5s`, `6m0s`.
    static String spelled(long nanos) {
        long millis = Math.ceilDiv(nanos, 1_000_000L);
        if (millis < 1_000) {
            return millis + "ms";
        }
        String seconds = String.format(Locale.ROOT, "%.3f", millis % 60_000 / 1_000.0);
        seconds = seconds.replaceAll("\\.?0+$", "");
        return (millis < 60_000 ? "" : millis / 60_000 + "m")
                + (seconds.isEmpty() ? "0" : seconds)
                + "s";
    }
}
