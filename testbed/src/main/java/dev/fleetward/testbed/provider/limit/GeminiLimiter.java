package dev.fleetward.testbed.provider.limit;

import dev.fleetward.testbed.provider.limit.Buckets.Charge;
import dev.fleetward.testbed.provider.limit.Buckets.Full;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Gemini API with its keys: requests and input tokens per minute. Heads say nothing; a refusal
/// says in its details which quota is exhausted and when to come back.
final class GeminiLimiter implements Limiter {
    private final Buckets buckets;

    GeminiLimiter(Limits limits, long nowNanos) {
        buckets = Buckets.refilling(limits, nowNanos);
    }

    @Override
    public @Nullable Throttled enter(Demand demand, long nowNanos) {
        Charge charge = new Charge(demand.prompt(), demand.output(), demand.prompt());
        Full full = buckets.full(charge, nowNanos);
        if (full != null) {
            return exhausted(full);
        }
        buckets.take(charge, nowNanos);
        return null;
    }

    private static Throttled exhausted(Full full) {
        String wait = String.format(Locale.ROOT, "%.3fs", full.waitNanos() / 1e9);
        return new Throttled(
                429,
                null,
                "You exceeded your current quota.",
                Map.of(),
                "{\"error\":{\"code\":429,\"message\":\"You exceeded your current quota. Please"
                        + " retry in "
                        + wait
                        + ".\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":["
                        + "{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\","
                        + "\"violations\":[{\"quotaMetric\":\""
                        + full.limit()
                        + "\",\"quotaId\":\"GenerateRequestsPerMinutePerProjectPerModel\","
                        + "\"quotaValue\":\""
                        + full.perMinute()
                        + "\"}]},{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\","
                        + "\"retryDelay\":\""
                        + wait
                        + "\"}]}}");
    }
}
