package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.gateway.wire.JsonText;
import org.jspecify.annotations.Nullable;

/// Writes a message, and the parts of it that streams share. Stateless.
final class AnthropicReplyText {
    private AnthropicReplyText() {}

    static byte[] reply(ChatReply reply) {
        JsonText out = new JsonText(1024);
        head(out, reply.id(), reply.model());
        out.name("content").array();
        reply.blocks().forEach(block -> block(out, block));
        out.endArray();
        stop(out, stopReason(reply.finish()), reply.stopSequence());
        out.name("usage");
        usage(out, reply.usage());
        return out.endObject().bytes();
    }

    /// Opens the object of a message.
    static void head(JsonText out, String id, String model) {
        out.object().name("id").string(id).name("type").string("message");
        out.name("role").string("assistant").name("model").string(model);
    }

    static void stop(JsonText out, @Nullable String reason, @Nullable String sequence) {
        out.name("stop_reason").string(reason).name("stop_sequence").string(sequence);
    }

    private static void block(JsonText out, Block block) {
        switch (block) {
            case Block.Text text -> text(out, text.text());
            case Block.Refusal refusal -> text(out, refusal.text());
            case Block.Thinking thinking -> thinking(out, thinking.text(), thinking.signature());
            case Block.RedactedThinking redacted -> redactedThinking(out, redacted.data());
            case Block.ToolUse use -> toolUse(out, use.id(), use.name(), use.arguments());
            case Block.Image image ->
                    throw new IllegalArgumentException("an answer never holds " + image);
            case Block.Document document ->
                    throw new IllegalArgumentException("an answer never holds " + document);
            case Block.ToolResult result ->
                    throw new IllegalArgumentException("an answer never holds " + result);
        }
    }

    static void text(JsonText out, String text) {
        out.object().name("type").string("text").name("text").string(text);
        out.name("citations").raw("null").endObject();
    }

    static void thinking(JsonText out, String text, String signature) {
        out.object().name("type").string("thinking").name("thinking").string(text);
        out.name("signature").string(signature).endObject();
    }

    static void redactedThinking(JsonText out, String data) {
        out.object().name("type").string("redacted_thinking");
        out.name("data").string(data).endObject();
    }

    static void toolUse(JsonText out, String id, String name, String input) {
        out.object().name("type").string("tool_use").name("id").string(id);
        out.name("name").string(name).name("input").raw(input);
        out.name("caller").raw("{\"type\":\"direct\"}").endObject();
    }

    static String stopReason(FinishReason reason) {
        return switch (reason) {
            case STOP, OTHER -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER, REFUSAL -> "refusal";
            case PAUSE -> "pause_turn";
            case CONTEXT_EXCEEDED -> "model_context_window_exceeded";
        };
    }

    /// Tokens read from and written to a cache are beside `input_tokens` here.
    static void usage(JsonText out, Usage usage) {
        TokenCount write = usage.cacheWrite();
        TokenCount writeLong = usage.cacheWriteLong();
        boolean written = write.isKnown() || writeLong.isKnown();
        out.object().name("input_tokens").number(usage.input().tokens());
        out.name("cache_creation_input_tokens").number(write.tokens() + writeLong.tokens());
        out.name("cache_read_input_tokens").number(usage.cacheRead().tokens());
        if (written) {
            out.name("cache_creation").object();
            out.name("ephemeral_5m_input_tokens").number(write.tokens());
            out.name("ephemeral_1h_input_tokens").number(writeLong.tokens()).endObject();
        }
        out.name("output_tokens").number(usage.output().tokens());
        if (usage.reasoning().isKnown()) {
            out.name("output_tokens_details").object();
            out.name("thinking_tokens").number(usage.reasoning().tokens()).endObject();
        }
        out.endObject();
    }
}
