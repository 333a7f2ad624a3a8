package dev.fleetward.core.call.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How tokens are drawn and when drawing ends. Immutable. Null means that the caller set nothing.
///
/// @param temperature as the caller gave it: 0 to 2 or 0 to 1, depending on the caller's dialect
/// @param stop sequences that end the answer
public record Sampling(
        @Nullable Long maxOutputTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Long topK,
        List<String> stop) {

    public static final Sampling DEFAULT = new Sampling(null, null, null, null, List.of());

    public Sampling {
        stop = List.copyOf(stop);
    }
}
