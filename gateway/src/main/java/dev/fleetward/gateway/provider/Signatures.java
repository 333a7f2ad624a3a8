package dev.fleetward.gateway.provider;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Tells the signatures that one maker put on its thinking from another's, since each refuses those
/// of the others. Anthropic's are as they are; those of the `gemini` dialect carry a mark on their
/// way to a caller of another dialect and back. No state.
final class Signatures {
    /// Begins with a character that is rare in prompts, so that looking for it is cheap.
    private static final String MARK = "~gemini:";

    static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);

    private Signatures() {}

    static String marked(String signature) {
        return MARK + signature;
    }

    static boolean isMarked(String signature) {
        return signature.startsWith(MARK);
    }

    /// The signature without its mark; null where another maker's has none.
    static @Nullable String unmarked(String signature) {
        return isMarked(signature) ? signature.substring(MARK.length()) : null;
    }
}
