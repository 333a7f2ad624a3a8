package dev.fleetward.core.quota;

/// What a call may use, before it has run. Immutable.
///
/// @param inputTokens expected input tokens
/// @param outputTokens expected output tokens, never more than `maxOutputTokens`
/// @param maxOutputTokens the most that the provider may generate
public record Estimate(long inputTokens, long outputTokens, long maxOutputTokens) {}
