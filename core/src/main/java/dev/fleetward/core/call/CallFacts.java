package dev.fleetward.core.call;

/// What decisions need to know of a request body, taken in one streaming pass. Immutable.
///
/// @param operation what is asked
/// @param model the model that the caller asked for: the name of a route
/// @param stream whether the answer is to be streamed
/// @param usageAsked whether the caller itself asked for usage in the stream (always true where the
///   dialect sends it anyway)
/// @param maxOutputTokens the caller's own limit per choice, or −1 if it set none
/// @param choices how many answers are asked for (`n`), at least 1
/// @param tools the number of tool definitions
/// @param images the number of image parts
/// @param textBytes bytes of text in messages, prompts, tools and system, for estimates
/// @param bodyBytes the size of the body
public record CallFacts(
        Operation operation,
        String model,
        boolean stream,
        boolean usageAsked,
        long maxOutputTokens,
        int choices,
        int tools,
        int images,
        long textBytes,
        int bodyBytes) {

    /// Bytes of English text per token, on the low side so that estimates err upwards.
    private static final int BYTES_PER_TOKEN = 4;

    /// What one image costs at most in the usual high-detail tilings.
    private static final int TOKENS_PER_IMAGE = 1_600;

    /// The same with another limit on output.
    public CallFacts withMaxOutputTokens(long most) {
        return new CallFacts(
                operation,
                model,
                stream,
                usageAsked,
                most,
                choices,
                tools,
                images,
                textBytes,
                bodyBytes);
    }

    /// An upper-leaning estimate of input tokens, for reservations only; real usage replaces it.
    public long estimatedInputTokens() {
        return Math.ceilDiv(textBytes, BYTES_PER_TOKEN) + (long) images * TOKENS_PER_IMAGE;
    }
}
