package dev.fleetward.core.quota;

/// What a call may use, before it has run. Immutable.
///
/// @param inputTokens expected input tokens
/// @param outputTokens expected output tokens, never more than `maxOutputTokens`
/// @param maxOutputTokens the most that the provider may generate
/// @param usualOutputTokens what it makes on average: what fair division goes by, where a high
///   estimate would make those pay whose answers vary
public record Estimate(
        long inputTokens, long outputTokens, long maxOutputTokens, long usualOutputTokens) {

    /// An estimate of which nothing more is known.
    public Estimate(long inputTokens, long outputTokens, long maxOutputTokens) {
        this(inputTokens, outputTokens, maxOutputTokens, outputTokens);
    }
}
