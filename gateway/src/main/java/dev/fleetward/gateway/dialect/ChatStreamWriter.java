package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.chat.ChatEvent;

/// Writes neutral events as the stream of one caller. Confined to the event loop of its call.
public interface ChatStreamWriter {
    /// The bytes for `event`: none, one or several whole server-sent events.
    byte[] write(ChatEvent event);
}
