package dev.fleetward.core.snapshot;

import org.jspecify.annotations.Nullable;

/// A quota that several endpoints share. A limit of [#UNLIMITED] is not enforced. Immutable.
///
/// @param accounting how the provider counts
/// @param requestsPerMinute a token bucket that refills continuously; its burst is what
///   `requestWindowNanos` refills
/// @param inputTokensPerMinute a token bucket whose burst is one minute's worth, in input tokens
/// @param outputTokensPerMinute the same, in output tokens
/// @param tokensPerMinute the same, in input and output tokens together
/// @param concurrent calls under way at once
/// @param kvTokens tokens of all calls under way at once (input and expected output)
/// @param requestWindowNanos the time over which the provider judges `requestsPerMinute`
/// @param outputBurndown how many tokens of the quota one output token takes, at least 1
/// @param longPrompts the cap on long prompts, or null if there is none
/// @param adaptive whether the tokens under way are limited below `kvTokens` by what is measured;
///   only with that limit
public record Pool(
        String name,
        Accounting accounting,
        long requestsPerMinute,
        long inputTokensPerMinute,
        long outputTokensPerMinute,
        long tokensPerMinute,
        long concurrent,
        long kvTokens,
        long requestWindowNanos,
        int outputBurndown,
        @Nullable LongPrompts longPrompts,
        boolean adaptive) {

    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final long SECOND = 1_000_000_000L;

    /// A pool with the plain limits and the defaults of its accounting for the rest.
    public Pool(
            String name,
            Accounting accounting,
            long requestsPerMinute,
            long inputTokensPerMinute,
            long outputTokensPerMinute,
            long concurrent,
            long kvTokens) {
        this(
                name,
                accounting,
                requestsPerMinute,
                inputTokensPerMinute,
                outputTokensPerMinute,
                UNLIMITED,
                concurrent,
                kvTokens,
                requestWindowNanos(accounting),
                1,
                null,
                false);
    }

    /// The time over which providers of this kind judge requests per minute.
    public static long requestWindowNanos(Accounting accounting) {
        return accounting == Accounting.AZURE_PAYG ? 10 * SECOND : 60 * SECOND;
    }

    /// Whether nothing is limited.
    public boolean limitsNothing() {
        return requestsPerMinute == UNLIMITED
                && inputTokensPerMinute == UNLIMITED
                && outputTokensPerMinute == UNLIMITED
                && tokensPerMinute == UNLIMITED
                && concurrent == UNLIMITED
                && kvTokens == UNLIMITED
                && longPrompts == null;
    }
}
