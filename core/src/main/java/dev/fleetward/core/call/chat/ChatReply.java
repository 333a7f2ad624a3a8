package dev.fleetward.core.call.chat;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole, unstreamed answer. Immutable.
///
/// @param model the model that really served
/// @param stopSequence which one ended the answer, if one did and the endpoint told
/// @param createdSeconds since 1970, or 0 where the endpoint does not tell
public record ChatReply(
        String id,
        String model,
        List<Block> blocks,
        FinishReason finish,
        @Nullable String stopSequence,
        Usage usage,
        long createdSeconds) {
    public ChatReply {
        blocks = List.copyOf(blocks);
    }

    /// The same, created at `seconds` where the endpoint did not tell.
    public ChatReply createdAt(long seconds) {
        return createdSeconds != 0
                ? this
                : new ChatReply(id, model, blocks, finish, stopSequence, usage, seconds);
    }
}
