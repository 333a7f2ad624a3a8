package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.gateway.wire.JsonBody;

/// Chat completions as callers speak them, in neutral terms. Stateless.
///
/// Beyond the published fields, three extensions that other tools use too are read and written, so
/// that a caller of this dialect loses nothing at an endpoint of another one:
/// - `reasoning_content` on an assistant message: reasoning as plain text;
/// - `thinking_blocks` on an assistant message: an array of `{"type":"thinking","thinking",
///   "signature"}` and `{"type":"redacted_thinking","data"}`. A caller that gives the message back
///   as it came keeps the signatures. In a stream they come whole and together, in the delta of the
///   chunk that has the `finish_reason`;
/// - `cache_control` on a content part, a tool message or a tool, as in the other dialect; and
///   `is_error` on a tool message.
///
/// An assistant message has no order between reasoning, text and tool calls: they are read, and
/// come back, in that order.
///
/// Left out in silence, because the answer means the same without it: `stream_options` but for
/// `include_usage`, `prompt_cache_key`, `prompt_cache_retention`, `prompt_cache_options`,
/// `metadata`, `store`, and fields that hold their default.
public final class OpenAiChat {
    private OpenAiChat() {}

    /// @throws BadRequest where it is no valid request; the message says where
    public static ChatRequest read(JsonBody body) throws BadRequest {
        return read(body.bytes());
    }

    /// As above, from the bytes of a body.
    public static ChatRequest read(byte[] body) throws BadRequest {
        return new OpenAiRequestReader(At.root(body)).read();
    }

    public static byte[] write(ChatReply reply) {
        return OpenAiReplyText.reply(reply);
    }

    /// @param usageAsked whether the caller asked for the chunk with usage
    public static ChatStreamWriter stream(boolean usageAsked, long createdSeconds) {
        return new OpenAiStreamWriter(usageAsked, createdSeconds);
    }
}
