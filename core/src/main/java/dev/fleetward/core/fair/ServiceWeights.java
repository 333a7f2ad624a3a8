package dev.fleetward.core.fair;

/// What a call is charged for, in service units. Immutable.
///
/// Input and output weigh as in the Virtual Token Counter (Sheng et al., OSDI 2024): 1 and 2.
/// Cached input costs no prefill and is not charged. For engines of one's own decoding can also be
/// charged for the memory that it holds while it lasts.
///
/// @param input per uncached input token
/// @param output per output token
/// @param memoryPerThousand per output token and thousand tokens of context; 0 for providers whose
///   memory is not ours to share
public record ServiceWeights(int input, int output, int memoryPerThousand) {
    public static final ServiceWeights TOKENS = new ServiceWeights(1, 2, 0);
    public static final ServiceWeights TOKENS_AND_MEMORY = new ServiceWeights(1, 2, 1);

    public ServiceWeights {
        if (input < 0 || output < 0 || memoryPerThousand < 0 || input + output == 0) {
            throw new IllegalArgumentException(
                    "service weights: "
                            + input
                            + ", "
                            + output
                            + ", "
                            + memoryPerThousand
                            + " (expected: none below 0, one above)");
        }
    }

    /// The service that a call is given.
    ///
    /// @param context input tokens in memory, cached ones included
    public long of(long uncachedInput, long outputTokens, long context) {
        return input * uncachedInput
                + output * outputTokens
                + memoryPerThousand * outputTokens * (context + outputTokens / 2) / 1_000;
    }
}
