package dev.fleetward.testbed.provider.limit;

import dev.fleetward.testbed.provider.limit.Buckets.Charge;
import dev.fleetward.testbed.provider.limit.Buckets.Full;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Prompt and declared output go to a count that is reset each minute and never corrected; requests
/// are counted over ten seconds, or over what the limits say. Heads tell the limit per minute, and
/// what is left of the current count.
final class AzurePaygLimiter implements Limiter {
    private static final Duration REQUEST_WINDOW = Duration.ofSeconds(10);

    private final Buckets buckets;

    AzurePaygLimiter(Limits limits, long nowNanos) {
        buckets =
                Buckets.of(
                        limits,
                        new Allowance.Window(
                                limits.requestsPerMinute(),
                                limits.requestWindowNanos(REQUEST_WINDOW),
                                nowNanos),
                        perMinute ->
                                new Allowance.Window(
                                        perMinute, Buckets.MINUTE.toNanos(), nowNanos));
    }

    @Override
    public @Nullable Throttled enter(Demand demand, long nowNanos) {
        Charge charge =
                new Charge(
                        demand.prompt(),
                        demand.output(),
                        (double) demand.prompt() + demand.output());
        Full full = buckets.full(charge, nowNanos);
        if (full != null) {
            String which = full.limit().startsWith("requests") ? "call" : "token";
            return Throttled.azure(
                    "Requests to the simulated operation have exceeded the "
                            + which
                            + " rate limit of your current pricing tier. Please retry after "
                            + Throttled.wholeSeconds(full.waitNanos())
                            + " seconds.",
                    full.waitNanos());
        }
        buckets.take(charge, nowNanos);
        return null;
    }

    @Override
    public void headers(BiConsumer<String, String> into, long nowNanos, long wallMicros) {
        OpenAiLimiter.tell("requests", buckets.requests(), into, nowNanos);
        OpenAiLimiter.tell("tokens", buckets.tokens(), into, nowNanos);
    }
}
