package dev.fleetward.testbed.provider.limit;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Accounting;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What a provider lets through, and what its heads say about it. Confined to the provider's event
/// loop, but for [#tally].
///
/// Calls are counted by one accounting, whatever dialect they speak. With [Accounting#PLAIN] each
/// dialect is counted as its inventor does, from limits of its own.
public final class Gate {
    private final Limits limits;
    private final Map<WireDialect, Limiter> limiters = new EnumMap<>(WireDialect.class);
    private volatile Tally tally = new Tally(0, 0, 0, 0);

    /// What came to the gate. Immutable.
    ///
    /// @param refused calls that found no room, and only those
    /// @param running calls under way
    /// @param mostRunning the most that ever were
    public record Tally(long admitted, long refused, int running, int mostRunning) {
        private Tally entered() {
            return new Tally(
                    admitted + 1, refused, running + 1, Math.max(mostRunning, running + 1));
        }

        private Tally turnedAway() {
            return new Tally(admitted, refused + 1, running, mostRunning);
        }

        private Tally left() {
            return new Tally(admitted, refused, running - 1, mostRunning);
        }
    }

    /// @param seed for what depends on chance
    public Gate(Accounting accounting, Limits limits, long seed, long nowNanos) {
        this.limits = limits;
        Limiter one = limiter(accounting, limits, seed, nowNanos);
        limiters.put(WireDialect.OPENAI, one == null ? new OpenAiLimiter(limits, nowNanos) : one);
        limiters.put(
                WireDialect.ANTHROPIC, one == null ? new AnthropicLimiter(limits, nowNanos) : one);
        limiters.put(WireDialect.GEMINI, one == null ? new GeminiLimiter(limits, nowNanos) : one);
    }

    private static @Nullable Limiter limiter(
            Accounting accounting, Limits limits, long seed, long nowNanos) {
        return switch (accounting) {
            case PLAIN -> null;
            case OPENAI -> new OpenAiLimiter(limits, nowNanos);
            case ANTHROPIC -> new AnthropicLimiter(limits, nowNanos);
            case AZURE_PAYG -> new AzurePaygLimiter(limits, nowNanos);
            case AZURE_PTU -> new AzurePtuLimiter(limits, nowNanos);
            case BEDROCK -> new BedrockLimiter(limits, nowNanos);
            case VERTEX -> new VertexLimiter(limits, seed, nowNanos);
            case SELF_HOSTED -> new SelfHostedLimiter();
        };
    }

    private Limiter of(WireDialect dialect) {
        Limiter limiter = limiters.get(dialect);
        if (limiter == null) {
            throw new IllegalStateException("no limiter for " + dialect);
        }
        return limiter;
    }

    /// Takes a call in, or says how it is refused. What was taken in ends with [#left].
    ///
    /// @param waiting calls in the engine's queue
    public @Nullable Throttled enter(
            WireDialect dialect, Demand demand, int waiting, long nowNanos) {
        Throttled refused = decide(dialect, demand, waiting, nowNanos);
        tally = refused == null ? tally.entered() : tally.turnedAway();
        return refused;
    }

    private @Nullable Throttled decide(
            WireDialect dialect, Demand demand, int waiting, long nowNanos) {
        if (limits.waiting() > 0 && waiting >= limits.waiting()) {
            return switch (dialect) {
                case OPENAI ->
                        new Throttled(
                                503,
                                null,
                                "The engine is currently overloaded, please try again later.",
                                Map.of(),
                                null);
                case ANTHROPIC -> new Throttled(529, null, "Overloaded", Map.of(), null);
                case GEMINI ->
                        new Throttled(
                                503,
                                null,
                                "The model is overloaded. Please try again later.",
                                Map.of(),
                                null);
            };
        }
        if (limits.concurrent() > 0 && tally.running() >= limits.concurrent()) {
            return Throttled.seconds(
                    new Buckets.Full(
                            "concurrent connections", limits.concurrent(), 1_000_000_000L));
        }
        return of(dialect).enter(demand, nowNanos);
    }

    /// A call that failed before it came in, by a fault of the provider.
    public void failed(WireDialect dialect, Demand demand, long nowNanos) {
        of(dialect).failed(demand, nowNanos);
    }

    /// A call that was taken in generated so many tokens more.
    public void generated(WireDialect dialect, int tokens, long nowNanos) {
        of(dialect).generated(tokens, nowNanos);
    }

    /// A call that was taken in has ended.
    ///
    /// @param generated all that it generated
    public void left(WireDialect dialect, Demand demand, int generated, long nowNanos) {
        tally = tally.left();
        of(dialect).left(demand, generated, nowNanos);
    }

    /// What the heads of all answers say.
    ///
    /// @param into takes names and values
    public void headers(
            WireDialect dialect, BiConsumer<String, String> into, long nowNanos, long wallMicros) {
        of(dialect).headers(into, nowNanos, wallMicros);
    }

    /// Thread-safe.
    public Tally tally() {
        return tally;
    }
}
