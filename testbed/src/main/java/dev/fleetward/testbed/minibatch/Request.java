package dev.fleetward.testbed.minibatch;

/// One request of an experiment. Immutable.
///
/// @param number counts up in the order of arrival
/// @param client whose it is, an index
/// @param outputTokens how many tokens it will generate, at least 1
public record Request(int number, long atNanos, int client, int inputTokens, int outputTokens) {
    /// What an input token counts as service.
    public static final long INPUT_WEIGHT = 1;

    /// What an output token counts as service.
    public static final long OUTPUT_WEIGHT = 2;

    public Request {
        if (inputTokens < 1 || outputTokens < 1) {
            throw new IllegalArgumentException(
                    inputTokens
                            + " input and "
                            + outputTokens
                            + " output tokens (expected: at least 1 of each)");
        }
    }

    /// The service that it is when it has been served whole.
    public long service() {
        return INPUT_WEIGHT * inputTokens + OUTPUT_WEIGHT * outputTokens;
    }
}
