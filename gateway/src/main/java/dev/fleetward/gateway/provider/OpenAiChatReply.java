package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a chat completion in neutral terms. Stateless.
///
/// Reasoning that an endpoint shows as `reasoning_content` or `reasoning` is thinking without a
/// signature. A tool call whose arguments the token limit cut off is left out: it must not be run.
public final class OpenAiChatReply {
    private OpenAiChatReply() {}

    /// @throws MalformedAnswer where it is no sound chat completion
    public static ChatReply read(byte[] body) throws MalformedAnswer {
        JsonValue root;
        try {
            root = JsonValue.parse(body);
        } catch (JsonValue.Malformed e) {
            throw new MalformedAnswer(String.valueOf(e.getMessage()));
        }
        if (isError(root)) {
            throw new MalformedAnswer("an error in place of an answer");
        }
        JsonValue choice = first(root.get("choices").items());
        JsonValue message = choice.get("message");
        FinishReason finish = finish(choice);
        if (!(message instanceof JsonValue.Obj) || finish == null) {
            throw new MalformedAnswer("expected a choice with a message and a finish_reason");
        }
        String id = root.get("id").textOrEmpty();
        List<Block> blocks = blocks(message, finish, id);
        return new ChatReply(
                id,
                root.get("model").textOrEmpty(),
                blocks,
                refined(finish, blocks),
                stopSequence(choice),
                usage(root.get("usage")),
                Math.max(0, root.get("created").wholeNumber(0)));
    }

    /// Whether it is an error, in the published form or in the flat one of some servers.
    static boolean isError(JsonValue root) {
        return !root.get("error").isNull() || "error".equals(root.get("object").text());
    }

    private static JsonValue first(List<JsonValue> choices) {
        for (JsonValue choice : choices) {
            if (choice.get("index").wholeNumber(0) == 0) {
                return choice;
            }
        }
        return JsonValue.Null.VALUE;
    }

    private static List<Block> blocks(JsonValue message, FinishReason finish, String answerId)
            throws MalformedAnswer {
        List<Block> blocks = new ArrayList<>();
        String reasoning = reasoning(message);
        if (!reasoning.isEmpty()) {
            blocks.add(new Block.Thinking(reasoning, ""));
        }
        String content = message.get("content").textOrEmpty();
        if (!content.isEmpty()) {
            blocks.add(new Block.Text(content));
        }
        String refusal = message.get("refusal").textOrEmpty();
        if (!refusal.isEmpty()) {
            blocks.add(new Block.Refusal(refusal));
        }
        for (JsonValue call : message.get("tool_calls").items()) {
            Block.ToolUse use = toolUse(call, finish, madeUpId(answerId, blocks.size()));
            if (use != null) {
                blocks.add(use);
            }
        }
        return blocks;
    }

    private static Block.@Nullable ToolUse toolUse(
            JsonValue call, FinishReason finish, String otherwiseId) throws MalformedAnswer {
        String name = call.get("function").get("name").textOrEmpty();
        if (name.isEmpty()) {
            throw new MalformedAnswer("a tool call without a name");
        }
        String id = call.get("id").textOrEmpty();
        JsonValue given = call.get("function").get("arguments");
        // Some servers send the object itself in place of its text.
        String arguments = given instanceof JsonValue.Obj ? given.raw() : given.textOrEmpty();
        if (arguments.isBlank()) {
            arguments = "{}";
        }
        if (!isObject(arguments)) {
            if (finish == FinishReason.LENGTH || finish == FinishReason.CONTENT_FILTER) {
                return null;
            }
            throw new MalformedAnswer("a tool call whose arguments are no JSON object");
        }
        return new Block.ToolUse(id.isEmpty() ? otherwiseId : id, name, arguments);
    }

    /// The id of a tool call whose server gave it none: unique in a conversation as far as the ids
    /// of its answers are.
    static String madeUpId(String answerId, int place) {
        return "call_" + answerId + "_" + place;
    }

    private static boolean isObject(String arguments) {
        try {
            return JsonValue.parse(arguments) instanceof JsonValue.Obj;
        } catch (JsonValue.Malformed e) {
            return false;
        }
    }

    /// The reasoning in a message or in a delta of one; empty where there is none.
    static String reasoning(JsonValue message) {
        String text = message.get("reasoning_content").textOrEmpty();
        return text.isEmpty() ? message.get("reasoning").textOrEmpty() : text;
    }

    /// Why a choice ended, as far as it says so; null where it did not.
    static @Nullable FinishReason finish(JsonValue choice) throws MalformedAnswer {
        String reason = choice.get("finish_reason").text();
        if (reason == null || reason.isEmpty()) {
            // Some servers say "" in every chunk that is not the last.
            return null;
        }
        if (reason.equals("error")) {
            throw new MalformedAnswer("finish_reason is error");
        }
        FinishReason finish = FinishWords.openAi(reason);
        return finish == FinishReason.STOP && stopSequence(choice) != null
                ? FinishReason.STOP_SEQUENCE
                : finish;
    }

    /// Some servers tell in `stop_reason` which sequence ended the answer.
    static @Nullable String stopSequence(JsonValue choice) {
        return choice.get("stop_reason").text();
    }

    /// [Usage#NONE] where there is nothing.
    static Usage usage(JsonValue usage) {
        UsageCounts counts = new UsageCounts();
        return counts.read(usage) ? counts.unfolded(true) : Usage.NONE;
    }

    private static FinishReason refined(FinishReason finish, List<Block> blocks) {
        boolean refused = false;
        boolean asked = false;
        for (Block block : blocks) {
            refused |= block instanceof Block.Refusal;
            asked |= block instanceof Block.ToolUse;
        }
        return refined(finish, asked, refused);
    }

    /// Some servers say `stop` where they ask for tools, and all say `stop` where they refuse.
    static FinishReason refined(FinishReason finish, boolean asked, boolean refused) {
        if (finish != FinishReason.STOP) {
            return finish;
        }
        if (asked) {
            return FinishReason.TOOL_CALLS;
        }
        return refused ? FinishReason.REFUSAL : finish;
    }
}
