package dev.fleetward.core.view;

/// What the calls of one feature over one route turn out to use, and how well that was predicted.
/// Immutable.
///
/// @param samples calls that it was learned from
/// @param inputPartsPerMillion real input tokens by estimated ones
/// @param outputTokens what nine of ten recent calls stayed within; -1 while too few are known
/// @param biasTokens the mean of used less predicted tokens over recent calls
/// @param errorTokens what that difference, of whatever sign, stayed within in 95% of them
public record FlowEstimate(
        String feature,
        String route,
        long samples,
        long inputPartsPerMillion,
        long outputTokens,
        long biasTokens,
        long errorTokens) {}
