package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.ArrayList;
import java.util.List;

/// Reads a whole `generateContent` answer in neutral terms. Stateless.
///
/// A thought's summary is thinking. The signature of a function call is the signature of the
/// thinking before it, which may be without text; those of other parts are left out, since nobody
/// has to have them back.
public final class GeminiChatReply {
    private GeminiChatReply() {}

    /// @throws MalformedAnswer where it is no sound answer
    public static ChatReply read(byte[] body) throws MalformedAnswer {
        JsonValue root = GeminiParts.parse(body, 0, body.length);
        FinishReason finish = GeminiParts.finish(root);
        if (finish == null) {
            throw new MalformedAnswer("expected a finishReason");
        }
        String id = root.get("responseId").textOrEmpty();
        List<Block> blocks = new ArrayList<>();
        int calls = 0;
        for (JsonValue part : GeminiParts.of(GeminiParts.candidate(root))) {
            JsonValue call = part.get("functionCall");
            String text = part.get("text").textOrEmpty();
            if (call instanceof JsonValue.Obj) {
                sign(blocks, part.get("thoughtSignature").textOrEmpty());
                blocks.add(
                        new Block.ToolUse(
                                GeminiParts.id(call, id, calls++),
                                GeminiParts.name(call),
                                GeminiParts.arguments(call)));
            } else if (!text.isEmpty()) {
                add(blocks, text, part.get("thought").isTrue());
            }
        }
        GeminiCounts usage = new GeminiCounts();
        usage.read(root.get("usageMetadata"));
        return new ChatReply(
                id,
                root.get("modelVersion").textOrEmpty(),
                blocks,
                GeminiParts.refined(finish, calls > 0),
                null,
                usage.usage(true),
                0);
    }

    private static void sign(List<Block> blocks, String signature) {
        if (signature.isEmpty()) {
            return;
        }
        String text = "";
        if (!blocks.isEmpty() && blocks.getLast() instanceof Block.Thinking thinking) {
            text = thinking.text();
            blocks.removeLast();
        }
        blocks.add(new Block.Thinking(text, Signatures.marked(signature)));
    }

    /// Neighbouring parts of one sort are one text that was cut up.
    private static void add(List<Block> blocks, String text, boolean thought) {
        Block last = blocks.isEmpty() ? null : blocks.getLast();
        if (thought && last instanceof Block.Thinking before) {
            blocks.set(blocks.size() - 1, new Block.Thinking(before.text() + text, ""));
        } else if (thought) {
            blocks.add(new Block.Thinking(text, ""));
        } else if (last instanceof Block.Text before) {
            blocks.set(blocks.size() - 1, new Block.Text(before.text() + text));
        } else {
            blocks.add(new Block.Text(text));
        }
    }
}
