package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.gateway.wire.JsonBody;

/// Messages as callers speak them, in neutral terms. Stateless.
///
/// Reasoning of an endpoint that does not sign it reaches the caller as a `thinking` block with an
/// empty signature. A model's refusal is the text of a `text` block, with the stop reason
/// `refusal`.
///
/// Left out in silence, because the answer means the same without it: `cache_control` of the whole
/// request, `diagnostics`, `thinking.display`, citations of earlier answers, and of tools
/// `defer_loading`, `eager_input_streaming` and `input_examples`.
public final class AnthropicChat {
    private AnthropicChat() {}

    /// @throws BadRequest where it is no valid request; the message says where
    public static ChatRequest read(JsonBody body) throws BadRequest {
        return read(body.bytes());
    }

    /// As above, from the bytes of a body.
    public static ChatRequest read(byte[] body) throws BadRequest {
        return new AnthropicRequestReader(At.root(body)).read();
    }

    public static byte[] write(ChatReply reply) {
        return AnthropicReplyText.reply(reply);
    }

    /// Usage is a part of every stream of this dialect, so neither argument changes anything.
    public static ChatStreamWriter stream(boolean usageAsked, long createdSeconds) {
        return new AnthropicStreamWriter();
    }
}
