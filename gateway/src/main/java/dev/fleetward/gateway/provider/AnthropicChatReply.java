package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a message in neutral terms. Stateless.
///
/// Blocks of types that no translated request can have asked for (tools that the provider runs) and
/// citations are left out.
public final class AnthropicChatReply {
    private AnthropicChatReply() {}

    /// @throws MalformedAnswer where it is no sound message
    public static ChatReply read(byte[] body) throws MalformedAnswer {
        JsonValue root;
        try {
            root = JsonValue.parse(body);
        } catch (JsonValue.Malformed e) {
            throw new MalformedAnswer(String.valueOf(e.getMessage()));
        }
        if (!"message".equals(root.get("type").text())
                || !(root.get("content") instanceof JsonValue.Arr)) {
            throw new MalformedAnswer("expected an object of type message with content");
        }
        FinishReason finish = finish(root.get("stop_reason").text());
        if (finish == null) {
            throw new MalformedAnswer("expected a stop_reason");
        }
        List<Block> blocks = new ArrayList<>();
        for (JsonValue item : root.get("content").items()) {
            Block block = block(item);
            if (block != null) {
                blocks.add(block);
            }
        }
        String explanation = refusal(root);
        if (!explanation.isEmpty()) {
            blocks.add(new Block.Refusal(explanation));
        }
        UsageCounts usage = new UsageCounts();
        usage.read(root.get("usage"));
        return new ChatReply(
                root.get("id").textOrEmpty(),
                root.get("model").textOrEmpty(),
                blocks,
                finish,
                root.get("stop_sequence").text(),
                usage.apart(true, true),
                0);
    }

    private static @Nullable Block block(JsonValue item) throws MalformedAnswer {
        return switch (item.get("type").textOrEmpty()) {
            case "text" -> new Block.Text(item.get("text").textOrEmpty());
            case "thinking" ->
                    new Block.Thinking(
                            item.get("thinking").textOrEmpty(),
                            item.get("signature").textOrEmpty());
            case "redacted_thinking" -> new Block.RedactedThinking(item.get("data").textOrEmpty());
            case "tool_use" -> {
                String id = item.get("id").textOrEmpty();
                String name = item.get("name").textOrEmpty();
                if (id.isEmpty()
                        || name.isEmpty()
                        || !(item.get("input") instanceof JsonValue.Obj)) {
                    throw new MalformedAnswer("a tool_use without id, name or input");
                }
                yield new Block.ToolUse(id, name, item.get("input").raw());
            }
            default -> null;
        };
    }

    /// The words of a refusal, empty where there are none.
    static String refusal(JsonValue holder) {
        return holder.get("stop_details").get("explanation").textOrEmpty();
    }

    /// The neutral form of a stop reason; null where there is none.
    static @Nullable FinishReason finish(@Nullable String reason) {
        return reason == null ? null : FinishWords.anthropic(reason);
    }
}
