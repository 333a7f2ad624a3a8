package dev.fleetward.core.quota;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.snapshot.Pool;

/// How one provider counts a call against the limits of a pool: what it deducts at admission, and
/// what of that stays deducted once the call has ended. Each limit that the pool declares is
/// counted so, whether or not the provider is known to enforce that kind. A request is always one
/// and stays spent. Implementations are immutable.
///
/// The rules, with their sources, are in `docs/decisions/0005-two-ledgers.md`.
sealed interface Counting {
    /// From `inputTokensPerMinute`, at admission.
    default long input(Estimate estimate) {
        return estimate.inputTokens();
    }

    /// From `outputTokensPerMinute`, at admission.
    default long output(Estimate estimate) {
        return estimate.outputTokens();
    }

    /// From `tokensPerMinute`, at admission.
    default long tokens(Estimate estimate) {
        return estimate.inputTokens() + estimate.outputTokens();
    }

    /// What stays deducted from `inputTokensPerMinute`.
    default long inputKept(Usage usage) {
        return usage.totalInput();
    }

    /// What stays deducted from `outputTokensPerMinute`.
    default long outputKept(Usage usage) {
        return usage.totalOutput();
    }

    /// What stays deducted from `tokensPerMinute`.
    default long tokensKept(Estimate estimate, Usage usage) {
        return inputKept(usage) + outputKept(usage);
    }

    /// Whether a 429 may come while every declared limit has room, so that the rate that the
    /// provider really gives has to be learned.
    default boolean givesLessThanDeclared() {
        return false;
    }

    /// Whether the pool is one quota of one provider, so that what its answers say is meant for all
    /// of the pool. Others may be shared by endpoints that have nothing else in common.
    default boolean isOneQuota() {
        return true;
    }

    /// Whether the provider tells how full `tokensPerMinute` is, not what is left of it.
    default boolean isUtilization() {
        return false;
    }

    /// Whether what a call declares as its most output is deducted, however little it generates.
    default boolean deductsDeclaredOutput() {
        return false;
    }

    /// The strategy of a pool.
    static Counting of(Pool pool) {
        return switch (pool.accounting()) {
            case PLAIN -> new Plain();
            case OPENAI -> new OpenAi();
            case ANTHROPIC -> new Anthropic();
            case AZURE_PAYG -> new AzurePayg();
            case AZURE_PTU -> new AzurePtu(pool.outputBurndown());
            case BEDROCK -> new Bedrock(pool.outputBurndown());
            case VERTEX -> new Vertex();
            case SELF_HOSTED -> new SelfHosted();
        };
    }

    private static long notCached(Usage usage) {
        return usage.totalInput() - usage.cacheRead().tokens();
    }

    /// Everything at its face value: expected at admission, real after settlement.
    record Plain() implements Counting {
        @Override
        public boolean isOneQuota() {
            return false;
        }
    }

    /// The larger of the declared output and the estimate of the prompt. A reservation that is
    /// never given back, whatever became of the call.
    record OpenAi() implements Counting {
        @Override
        public boolean deductsDeclaredOutput() {
            return true;
        }

        @Override
        public long tokens(Estimate estimate) {
            return Math.max(estimate.maxOutputTokens(), estimate.inputTokens());
        }

        @Override
        public long tokensKept(Estimate estimate, Usage usage) {
            return tokens(estimate);
        }
    }

    /// Reading from a cache is free, writing to it counts. Output counts as it is generated, so the
    /// declared output does not matter. Steep ramps are answered with 429 although the limits have
    /// room.
    record Anthropic() implements Counting {
        @Override
        public long inputKept(Usage usage) {
            return notCached(usage);
        }

        @Override
        public boolean givesLessThanDeclared() {
            return true;
        }
    }

    /// Prompt and declared output, per minute, never corrected.
    record AzurePayg() implements Counting {
        @Override
        public boolean deductsDeclaredOutput() {
            return true;
        }

        @Override
        public long tokens(Estimate estimate) {
            return estimate.inputTokens() + estimate.maxOutputTokens();
        }

        @Override
        public long tokensKept(Estimate estimate, Usage usage) {
            return tokens(estimate);
        }
    }

    /// Prompt and declared output into a leaky bucket, corrected at completion; cached input is
    /// free. Output weighs as much as the model's ratio says.
    record AzurePtu(int outputWeight) implements Counting {
        @Override
        public boolean isUtilization() {
            return true;
        }

        @Override
        public boolean deductsDeclaredOutput() {
            return true;
        }

        @Override
        public long tokens(Estimate estimate) {
            return estimate.inputTokens() + outputWeight * estimate.maxOutputTokens();
        }

        @Override
        public long tokensKept(Estimate estimate, Usage usage) {
            return notCached(usage) + outputWeight * usage.totalOutput();
        }
    }

    /// Input and declared output are reserved at their face value. At the end reading from a cache
    /// is free and each output token takes several of the quota's. Tells nothing of its limits but
    /// that one is reached.
    record Bedrock(int outputBurndown) implements Counting {
        @Override
        public boolean givesLessThanDeclared() {
            return true;
        }

        @Override
        public boolean deductsDeclaredOutput() {
            return true;
        }

        @Override
        public long tokens(Estimate estimate) {
            return estimate.inputTokens() + estimate.maxOutputTokens();
        }

        @Override
        public long tokensKept(Estimate estimate, Usage usage) {
            return notCached(usage) + outputBurndown * usage.totalOutput();
        }
    }

    /// Nothing is promised: what all customers share is dealt out anew all the time.
    record Vertex() implements Counting {
        @Override
        public boolean givesLessThanDeclared() {
            return true;
        }
    }

    /// Only what is under way matters. Limits per minute, if there are any, are our own wish.
    record SelfHosted() implements Counting {
        @Override
        public boolean isOneQuota() {
            return false;
        }
    }
}
