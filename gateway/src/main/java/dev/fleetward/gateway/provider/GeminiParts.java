package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the neutral readers of whole and of streamed answers find in a `GenerateContentResponse`.
/// Stateless.
///
/// Parts of kinds that no translated request can have asked for (code that the provider runs,
/// images) are left out.
final class GeminiParts {
    private GeminiParts() {}

    static JsonValue parse(byte[] bytes, int offset, int length) throws MalformedAnswer {
        JsonValue root;
        try {
            root = JsonValue.parse(bytes, offset, length);
        } catch (JsonValue.Malformed e) {
            throw new MalformedAnswer(String.valueOf(e.getMessage()));
        }
        if (!(root instanceof JsonValue.Obj) || !root.get("error").isNull()) {
            throw new MalformedAnswer("an error in place of an answer");
        }
        return root;
    }

    /// The first candidate, or [JsonValue.Null].
    static JsonValue candidate(JsonValue root) {
        List<JsonValue> candidates = root.get("candidates").items();
        return candidates.isEmpty() ? JsonValue.Null.VALUE : candidates.getFirst();
    }

    static List<JsonValue> of(JsonValue candidate) {
        return candidate.get("content").get("parts").items();
    }

    /// Why the answer ended, as far as it says so; null where it did not.
    static @Nullable FinishReason finish(JsonValue root) throws MalformedAnswer {
        if (!root.get("promptFeedback").get("blockReason").textOrEmpty().isEmpty()) {
            return FinishReason.CONTENT_FILTER;
        }
        String word = candidate(root).get("finishReason").text();
        if (word == null) {
            return null;
        }
        if (FinishWords.isBrokenCall(word)) {
            throw new MalformedAnswer("finishReason is " + Text.cut(word, 40));
        }
        return FinishWords.gemini(word);
    }

    /// Asking for a tool has no reason of its own here.
    static FinishReason refined(FinishReason finish, boolean asked) {
        return finish == FinishReason.STOP && asked ? FinishReason.TOOL_CALLS : finish;
    }

    /// @throws MalformedAnswer where the call has no name
    static String name(JsonValue call) throws MalformedAnswer {
        String name = call.get("name").textOrEmpty();
        if (name.isEmpty()) {
            throw new MalformedAnswer("a function call without a name");
        }
        return name;
    }

    /// The raw JSON object; a call may also come without arguments.
    static String arguments(JsonValue call) throws MalformedAnswer {
        JsonValue arguments = call.get("args");
        if (arguments.isNull()) {
            return "{}";
        }
        if (!(arguments instanceof JsonValue.Obj)) {
            throw new MalformedAnswer("a function call whose arguments are no object");
        }
        return arguments.raw();
    }

    /// Not every endpoint gives its calls an id. One that is made up is unique in a conversation as
    /// far as the ids of its answers are.
    static String id(JsonValue call, String answerId, int place) {
        String id = call.get("id").textOrEmpty();
        return id.isEmpty() ? "call_" + answerId + "_" + place : id;
    }
}
