package dev.fleetward.testbed.provider.limit;

import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// All limits per minute of one provider. Confined to its event loop.
record Buckets(Allowance requests, Allowance input, Allowance output, Allowance tokens) {
    static final Duration MINUTE = Duration.ofMinutes(1);

    /// What one call costs in each of them, besides one request.
    record Charge(double input, double output, double tokens) {}

    /// A limit that has no room.
    record Full(String limit, long perMinute, long waitNanos) {}

    /// Token buckets of a minute's worth.
    static Buckets refilling(Limits limits, long nowNanos) {
        return of(
                limits,
                new Allowance.Bucket(
                        limits.requestsPerMinute(), limits.requestWindowNanos(MINUTE), nowNanos),
                perMinute -> new Allowance.Bucket(perMinute, MINUTE.toNanos(), nowNanos));
    }

    static Buckets of(Limits limits, Allowance requests, LongFunction<Allowance> kind) {
        return new Buckets(
                requests,
                kind.apply(limits.inputTokensPerMinute()),
                kind.apply(limits.outputTokensPerMinute()),
                kind.apply(limits.tokensPerMinute()));
    }

    List<Allowance> all() {
        return List.of(requests, input, output, tokens);
    }

    /// The first limit without room for a call; null where all have it.
    @Nullable Full full(Charge charge, long nowNanos) {
        Full found = full("requests per min (RPM)", requests, 1, nowNanos);
        if (found == null) {
            found = full("input tokens per min (ITPM)", input, charge.input, nowNanos);
        }
        if (found == null) {
            found = full("output tokens per min (OTPM)", output, charge.output, nowNanos);
        }
        return found == null
                ? full("tokens per min (TPM)", tokens, charge.tokens, nowNanos)
                : found;
    }

    private static @Nullable Full full(
            String name, Allowance allowance, double cost, long nowNanos) {
        long wait = allowance.waitNanos(cost, nowNanos);
        return wait == 0 ? null : new Full(name, allowance.perMinute(), wait);
    }

    /// One request and what it costs.
    void take(Charge charge, long nowNanos) {
        requests.take(1, nowNanos);
        correct(charge, nowNanos);
    }

    /// What a call costs besides what was taken; negative gives back.
    void correct(Charge charge, long nowNanos) {
        input.take(charge.input, nowNanos);
        output.take(charge.output, nowNanos);
        tokens.take(charge.tokens, nowNanos);
    }
}
