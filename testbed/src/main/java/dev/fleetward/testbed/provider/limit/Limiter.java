package dev.fleetward.testbed.provider.limit;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// How one kind of provider counts calls against its limits, and what its answers say about it.
/// Implementations are confined to their provider's event loop.
sealed interface Limiter
        permits OpenAiLimiter,
                AnthropicLimiter,
                AzurePaygLimiter,
                AzurePtuLimiter,
                BedrockLimiter,
                VertexLimiter,
                GeminiLimiter,
                SelfHostedLimiter {
    /// Takes a call in, or says how it is refused. What was taken in ends with [#left].
    @Nullable Throttled enter(Demand demand, long nowNanos);

    /// A call that failed before it came in, by a fault of the provider.
    default void failed(Demand demand, long nowNanos) {}

    /// A call that was taken in generated so many tokens more.
    default void generated(int tokens, long nowNanos) {}

    /// A call that was taken in has ended.
    ///
    /// @param generated all that it generated
    default void left(Demand demand, int generated, long nowNanos) {}

    /// What the heads of all answers say.
    ///
    /// @param into takes names and values
    default void headers(BiConsumer<String, String> into, long nowNanos, long wallMicros) {}
}
