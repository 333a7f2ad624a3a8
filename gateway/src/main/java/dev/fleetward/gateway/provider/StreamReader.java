package dev.fleetward.gateway.provider;

import dev.fleetward.core.failure.Failure;
import org.jspecify.annotations.Nullable;

/// Reads the server-sent events of one answer as they pass. Confined to the event loop of its call.
public interface StreamReader {
    /// What one event is to the relay.
    enum Frame {
        /// The first or a further part of the answer.
        CONTENT,
        /// Sound, but nothing that a caller waits for: a comment, a ping.
        IDLE,
        /// Carries nothing but usage that the gateway asked for; hidden from callers who did not.
        USAGE,
        /// The terminal event: the answer is whole.
        TERMINAL,
        /// The provider's own error event, or an event that could not be read: see [#failure()].
        BROKEN
    }

    /// Reads one whole event, its closing blank line included.
    Frame read(byte[] bytes, int offset, int length);

    /// The stream has ended, as a transport ends what is whole, without a terminal event.
    ///
    /// @return whether the answer is whole all the same, in a dialect that has no terminal event
    default boolean end() {
        return false;
    }

    /// Why the last event was `BROKEN`, else null.
    @Nullable Failure failure();

    /// What is known of the answer so far.
    AnswerFacts facts();
}
