package dev.fleetward.control.registry;

import org.jspecify.annotations.Nullable;

/// What a provider really enforces. Immutable.
@Doc("What a provider really enforces, shared by endpoints. An absent limit is not enforced.")
public record PoolConfig(
        @Doc(value = "Requests per minute.", example = "500") @Nullable Count requestsPerMinute,
        @Doc(value = "Input tokens per minute.", example = "200k")
                @Nullable Count inputTokensPerMinute,
        @Doc(value = "Output tokens per minute.", example = "60k")
                @Nullable Count outputTokensPerMinute,
        @Doc(value = "Calls under way at once.", example = "48") @Nullable Count concurrent,
        @Doc(
                        value =
                                "Tokens of all calls under way at once, for engines whose memory is"
                                        + " the limit.",
                        example = "400k")
                @Nullable Count kvTokens,
        @Doc(value = "How the provider counts.", orElse = "plain") Accounting accounting) {

    private static final long MOST = 1_000_000_000_000L;

    /// The known ways to count.
    public enum Accounting {
        OPENAI,
        ANTHROPIC,
        AZURE_PAYG,
        AZURE_PTU,
        BEDROCK,
        VERTEX,
        SELF_HOSTED,
        PLAIN
    }

    public PoolConfig {
        new Expect()
                .count("requestsPerMinute", requestsPerMinute, 1, MOST)
                .count("inputTokensPerMinute", inputTokensPerMinute, 1, MOST)
                .count("outputTokensPerMinute", outputTokensPerMinute, 1, MOST)
                .count("concurrent", concurrent, 1, MOST)
                .count("kvTokens", kvTokens, 1, MOST)
                .orThrow();
    }

    boolean limitsNothing() {
        return requestsPerMinute == null
                && inputTokensPerMinute == null
                && outputTokensPerMinute == null
                && concurrent == null
                && kvTokens == null;
    }
}
