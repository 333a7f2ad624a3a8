package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.gateway.wire.JsonText;
import java.util.List;

/// Writes a chat completion, and the parts of it that streams share. Stateless.
final class OpenAiReplyText {
    private OpenAiReplyText() {}

    static byte[] reply(ChatReply reply) {
        JsonText out = new JsonText(1024);
        out.object().name("id").string(reply.id()).name("object").string("chat.completion");
        out.name("created").number(reply.createdSeconds()).name("model").string(reply.model());
        out.name("choices").array().object().name("index").number(0);
        out.name("message");
        message(out, reply.blocks());
        out.name("logprobs").raw("null");
        out.name("finish_reason").string(finish(reply.finish()));
        out.endObject().endArray();
        if (!reply.usage().equals(Usage.NONE)) {
            out.name("usage");
            usage(out, reply.usage());
        }
        return out.endObject().bytes();
    }

    private static void message(JsonText out, List<Block> blocks) {
        StringBuilder content = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        boolean spoke = false;
        for (Block block : blocks) {
            if (block instanceof Block.Text text) {
                spoke = true;
                content.append(text.text());
            } else if (block instanceof Block.Refusal words) {
                refusal.append(words.text());
            } else if (block instanceof Block.Thinking thinking) {
                reasoning.append(thinking.text());
            }
        }
        out.object().name("role").string("assistant");
        out.name("content").string(spoke ? content.toString() : null);
        out.name("refusal").string(refusal.isEmpty() ? null : refusal.toString());
        if (!reasoning.isEmpty()) {
            out.name("reasoning_content").string(reasoning.toString());
        }
        thinkingBlocks(out, blocks);
        toolCalls(out, blocks);
        out.endObject();
    }

    private static void thinkingBlocks(JsonText out, List<Block> blocks) {
        List<Block> signed = blocks.stream().filter(OpenAiReplyText::needsItsForm).toList();
        if (signed.isEmpty()) {
            return;
        }
        out.name("thinking_blocks").array();
        signed.forEach(block -> thinkingBlock(out, block));
        out.endArray();
    }

    /// Whether plain text is not enough to give the block back to its maker.
    private static boolean needsItsForm(Block block) {
        return block instanceof Block.RedactedThinking
                || (block instanceof Block.Thinking thinking && !thinking.signature().isEmpty());
    }

    static void thinkingBlock(JsonText out, Block block) {
        if (block instanceof Block.Thinking thinking) {
            out.object().name("type").string("thinking");
            out.name("thinking").string(thinking.text());
            out.name("signature").string(thinking.signature()).endObject();
        } else if (block instanceof Block.RedactedThinking redacted) {
            out.object().name("type").string("redacted_thinking");
            out.name("data").string(redacted.data()).endObject();
        }
    }

    private static void toolCalls(JsonText out, List<Block> blocks) {
        boolean any = false;
        for (Block block : blocks) {
            if (block instanceof Block.ToolUse use) {
                if (!any) {
                    out.name("tool_calls").array();
                    any = true;
                }
                out.object().name("id").string(use.id()).name("type").string("function");
                out.name("function").object().name("name").string(use.name());
                out.name("arguments").string(use.arguments()).endObject().endObject();
            }
        }
        if (any) {
            out.endArray();
        }
    }

    /// An answer that was cut short is `length`, whatever cut it: it is the only word here that
    /// says so.
    static String finish(FinishReason reason) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, OTHER -> "stop";
            case LENGTH, CONTEXT_EXCEEDED, PAUSE -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER, REFUSAL -> "content_filter";
        };
    }

    /// Tokens read from and written to a cache are inside `prompt_tokens` here.
    static void usage(JsonText out, Usage usage) {
        out.object().name("prompt_tokens").number(usage.totalInput());
        out.name("completion_tokens").number(usage.totalOutput());
        out.name("total_tokens").number(usage.totalInput() + usage.totalOutput());
        out.name("prompt_tokens_details").object();
        out.name("cached_tokens").number(usage.cacheRead().tokens());
        if (usage.cacheWrite().isKnown() || usage.cacheWriteLong().isKnown()) {
            out.name("cache_write_tokens")
                    .number(usage.cacheWrite().tokens() + usage.cacheWriteLong().tokens());
        }
        out.endObject();
        if (usage.reasoning().isKnown()) {
            out.name("completion_tokens_details").object();
            out.name("reasoning_tokens").number(usage.reasoning().tokens()).endObject();
        }
        out.endObject();
    }
}
