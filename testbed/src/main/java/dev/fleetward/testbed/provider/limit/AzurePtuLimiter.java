package dev.fleetward.testbed.provider.limit;

import dev.fleetward.testbed.provider.limit.Buckets.Charge;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A provisioned deployment: a leaky bucket of utilisation. The prompt without what a cache holds
/// and the weighted declared output go in at admission, are corrected to what was generated at the
/// end, and drain at the rate of `tokensPerMinute`. Calls are refused once it is full, so one call
/// may overshoot.
final class AzurePtuLimiter implements Limiter {
    /// The burst. Azure does not publish it; it is short.
    private static final Duration BURST = Duration.ofSeconds(10);

    /// Anything at all.
    private static final Charge SOMETHING = new Charge(0, 0, 1);

    private final Buckets buckets;
    private final int outputWeight;

    AzurePtuLimiter(Limits limits, long nowNanos) {
        outputWeight = limits.outputBurndown();
        buckets =
                Buckets.of(
                        limits,
                        new Allowance.Bucket(
                                limits.requestsPerMinute(),
                                limits.requestWindowNanos(Buckets.MINUTE),
                                nowNanos),
                        perMinute -> new Allowance.Bucket(perMinute, BURST.toNanos(), nowNanos));
    }

    @Override
    public @Nullable Throttled enter(Demand demand, long nowNanos) {
        Buckets.Full full = buckets.full(SOMETHING, nowNanos);
        if (full != null) {
            return Throttled.azure(
                    "The provisioned deployment is at its capacity. Please retry later.",
                    full.waitNanos());
        }
        buckets.take(
                new Charge(0, 0, demand.uncached() + outputWeight * (double) demand.output()),
                nowNanos);
        return null;
    }

    @Override
    public void left(Demand demand, int generated, long nowNanos) {
        double more = outputWeight * ((double) generated - demand.output());
        buckets.correct(new Charge(0, 0, more), nowNanos);
    }

    @Override
    public void headers(BiConsumer<String, String> into, long nowNanos, long wallMicros) {
        Allowance tokens = buckets.tokens();
        if (tokens.limited()) {
            double used = 1 - tokens.left(nowNanos) / tokens.most();
            into.accept(
                    "azure-openai-deployment-utilization",
                    String.format(Locale.ROOT, "%.1f%%", 100 * Math.max(0, used)));
        }
    }
}
