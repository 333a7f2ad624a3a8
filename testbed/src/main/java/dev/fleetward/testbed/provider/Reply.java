package dev.fleetward.testbed.provider;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/// Everything that an answer's bytes are made from. Immutable.
///
/// @param id without the dialect's prefix
/// @param createdSeconds wall time
/// @param model as served
/// @param logProbs of the first token, as JSON; `null` where none were asked for
/// @param reportUsage whether usage is reported at all
/// @param includeUsage whether an OpenAI stream was asked for usage
record Reply(
        String id,
        long createdSeconds,
        String model,
        String fingerprint,
        String region,
        Answer answer,
        String logProbs,
        Tokens tokens,
        boolean reportUsage,
        boolean includeUsage) {

    /// Tokens of a call as its provider reports them.
    ///
    /// @param input neither read from nor written to a cache
    record Tokens(int input, int cacheRead, int cacheWrite, int output, int reasoning) {
        int allInput() {
            return input + cacheRead + cacheWrite;
        }
    }

    /// A JSON string, quotes included.
    static String quoted(String text) {
        char[] escaped = JsonStringEncoder.getInstance().quoteAsCharArray(text);
        return "\"" + new String(escaped) + "\"";
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
