package dev.fleetward.core.quota.fit;

/// What is asked of a pool, on average. Immutable.
///
/// @param requests per minute
/// @param inputTokens per minute, as the pool's provider counts them
/// @param outputTokens per minute, as the pool's provider counts them, before any factor
/// @param concurrent calls under way
/// @param kvTokens tokens of those calls
public record Load(
        double requests,
        double inputTokens,
        double outputTokens,
        double concurrent,
        double kvTokens) {
    public static final Load NOTHING = new Load(0, 0, 0, 0, 0);

    private static final double SECONDS_PER_MINUTE = 60;

    /// The load of calls that are all alike.
    ///
    /// @param perMinute calls per minute
    /// @param seconds how long one takes
    public static Load ofCalls(double perMinute, long input, long output, double seconds) {
        double underWay = perMinute * seconds / SECONDS_PER_MINUTE;
        return new Load(
                perMinute,
                perMinute * input,
                perMinute * output,
                underWay,
                underWay * (input + output));
    }

    public Load plus(Load other) {
        return new Load(
                requests + other.requests,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                concurrent + other.concurrent,
                kvTokens + other.kvTokens);
    }

    /// Input and output together.
    public double tokens() {
        return inputTokens + outputTokens;
    }
}
