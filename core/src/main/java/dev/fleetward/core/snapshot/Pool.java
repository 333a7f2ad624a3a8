package dev.fleetward.core.snapshot;

/// A quota that several endpoints share. A limit of [#UNLIMITED] is not enforced.
///
/// @param accounting how the provider counts, such as `openai` or `anthropic`; `plain` if not
///   declared
/// @param requestsPerMinute a token bucket that refills continuously; its burst is one minute's
///   worth
/// @param inputTokensPerMinute the same, in input tokens
/// @param outputTokensPerMinute the same, in output tokens
/// @param concurrent calls under way at once
/// @param kvTokens tokens of all calls under way at once (input and expected output)
public record Pool(
        String name,
        String accounting,
        long requestsPerMinute,
        long inputTokensPerMinute,
        long outputTokensPerMinute,
        long concurrent,
        long kvTokens) {

    public static final long UNLIMITED = Long.MAX_VALUE;
}
