package dev.fleetward.testbed.provider.limit;

import dev.fleetward.testbed.provider.limit.Buckets.Charge;
import dev.fleetward.testbed.provider.limit.Buckets.Full;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reserve and settle: the whole prompt and the declared output are deducted at admission; at the
/// end only the prompt without what a cache held stays, and each output token takes several of the
/// quota's. Says nothing of its limits, and not when to come back.
final class BedrockLimiter implements Limiter {
    /// What is reserved for a call that declares nothing.
    private static final int UNDECLARED_OUTPUT = 65_536;

    private final Buckets buckets;
    private final int burndown;

    BedrockLimiter(Limits limits, long nowNanos) {
        buckets = Buckets.refilling(limits, nowNanos);
        burndown = limits.outputBurndown();
    }

    private static Charge reserved(Demand demand) {
        int output = demand.declared() ? demand.output() : UNDECLARED_OUTPUT;
        return new Charge(demand.prompt(), output, (double) demand.prompt() + output);
    }

    @Override
    public @Nullable Throttled enter(Demand demand, long nowNanos) {
        Charge charge = reserved(demand);
        Full full = buckets.full(charge, nowNanos);
        if (full != null) {
            String which = full.limit().startsWith("requests") ? "requests" : "tokens";
            return throttled("Too many " + which + ", please wait before trying again.");
        }
        buckets.take(charge, nowNanos);
        return null;
    }

    private static Throttled throttled(String message) {
        return new Throttled(
                429,
                null,
                message,
                Map.of("x-amzn-errortype", "ThrottlingException:http://internal.amazon.com/coral/"),
                "{\"message\":\"" + message + "\"}");
    }

    @Override
    public void left(Demand demand, int generated, long nowNanos) {
        Charge before = reserved(demand);
        double input = demand.uncached();
        double output = burndown * (double) generated;
        buckets.correct(
                new Charge(
                        input - before.input(),
                        output - before.output(),
                        input + output - before.tokens()),
                nowNanos);
    }
}
