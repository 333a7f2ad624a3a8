package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Accounting;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a provider really enforces. Immutable.
@Doc("What a provider really enforces, shared by endpoints. An absent limit is not enforced.")
public record PoolConfig(
        @Doc(value = "Requests per minute.", example = "500") @Nullable Count requestsPerMinute,
        @Doc(value = "Input tokens per minute.", example = "200k")
                @Nullable Count inputTokensPerMinute,
        @Doc(value = "Output tokens per minute.", example = "60k")
                @Nullable Count outputTokensPerMinute,
        @Doc(value = "Input and output tokens together, per minute.", example = "450k")
                @Nullable Count tokensPerMinute,
        @Doc(value = "Calls under way at once.", example = "48") @Nullable Count concurrent,
        @Doc(
                        value =
                                "Tokens of all calls under way at once, for engines whose memory is"
                                        + " the limit.",
                        example = "400k")
                @Nullable Count kvTokens,
        @Doc(value = "How the provider counts.", orElse = "plain") Accounting accounting,
        @Doc(
                        value =
                                "The time over which the provider judges requests: `1s`, `10s` or"
                                        + " `60s`. If absent, `10s` for `azure-payg`, `60s` for"
                                        + " all others.",
                        example = "10s")
                @Nullable Duration requestsJudgedOver,
        @Doc(
                        value = "How many tokens of the quota one output token takes.",
                        orElse = "1",
                        example = "5")
                int outputBurndown,
        @Doc("A cap on long prompts, so that they do not fill an engine.")
                @Nullable LongPromptsConfig longPrompts,
        @Doc(
                        value =
                                "Whether the tokens under way are limited to what the engine"
                                        + " turns out to bear, so that calls wait here and not"
                                        + " there. Begins at a quarter of `kvTokens`, which it"
                                        + " never exceeds: too high a `kvTokens` costs a few"
                                        + " minutes of learning. It learns best from streamed"
                                        + " answers. `fleetward quota` shows it as"
                                        + " `tokensInFlight`; shares are parts of it. Needs"
                                        + " `kvTokens`.",
                        orElse = "false")
                boolean adaptive) {

    /// The keys that limit something.
    static final List<String> LIMITS =
            List.of(
                    "requestsPerMinute",
                    "inputTokensPerMinute",
                    "outputTokensPerMinute",
                    "tokensPerMinute",
                    "concurrent",
                    "kvTokens",
                    "longPrompts");

    private static final long MOST = 1_000_000_000_000L;

    private static final int MOST_BURNDOWN = 100;

    /// A cap on long prompts. Immutable.
    @Doc("How many long prompts may be under way at once.")
    public record LongPromptsConfig(
            @Doc(value = "Input tokens from which a prompt is long.", example = "8k") Count over,
            @Doc(value = "How many of them at once.", orElse = "2") int concurrent) {

        private static final int MOST_AT_ONCE = 1_000_000;

        public LongPromptsConfig {
            new Expect()
                    .count("over", over, 1, MOST)
                    .number("concurrent", concurrent, 1, MOST_AT_ONCE)
                    .orThrow();
        }
    }

    public PoolConfig {
        new Expect()
                .count("requestsPerMinute", requestsPerMinute, 1, MOST)
                .count("inputTokensPerMinute", inputTokensPerMinute, 1, MOST)
                .count("outputTokensPerMinute", outputTokensPerMinute, 1, MOST)
                .count("tokensPerMinute", tokensPerMinute, 1, MOST)
                .count("concurrent", concurrent, 1, MOST)
                .count("kvTokens", kvTokens, 1, MOST)
                .that(
                        "requestsJudgedOver",
                        requestsJudgedOver == null || isWindow(requestsJudgedOver),
                        requestsJudgedOver == null ? "" : Scalar.text(requestsJudgedOver),
                        "1s, 10s or 60s")
                .number("outputBurndown", outputBurndown, 1, MOST_BURNDOWN)
                .that(
                        "adaptive",
                        !adaptive || kvTokens != null,
                        "true without kvTokens",
                        "the limit that it stays below, kvTokens")
                .orThrow();
    }

    private static boolean isWindow(Duration window) {
        return window.equals(Duration.ofSeconds(1))
                || window.equals(Duration.ofSeconds(10))
                || window.equals(Duration.ofSeconds(60));
    }
}
