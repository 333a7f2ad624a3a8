package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.Operation;
import dev.fleetward.gateway.wire.JsonBody;
import dev.fleetward.gateway.wire.JsonBody.Kind;
import dev.fleetward.gateway.wire.JsonBody.Member;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request lays down for its answer: which tools there are, what their arguments and the
/// text have to look like, and what was said last. Each is read from the body when it is asked for,
/// so a request whose answer needs no judging costs nothing. Confined to the event loop of its
/// call.
///
/// What is malformed, or larger than [#MOST_BYTES], lays down nothing: to find fault with it is the
/// provider's.
public final class AnswerTerms {
    /// The largest member of a request that is read to judge its answer.
    public static final int MOST_BYTES = 1 << 20;

    /// What requests name what the text has to look like, and lenient routes may leave out.
    public static final String FORMAT = "response_format";

    /// What the text of an answer has to be for `json_object`.
    private static final String ANY_OBJECT = "{\"type\":\"object\"}";

    private final Operation operation;
    private final JsonBody body;
    private final boolean formatDropped;

    /// @param formatDropped whether the endpoint was not told what the text has to look like
    public AnswerTerms(Operation operation, JsonBody body, boolean formatDropped) {
        this.operation = operation;
        this.body = body;
        this.formatDropped = formatDropped;
    }

    /// Whether there may be a schema for the text; [#textSchema()] knows.
    public boolean mayAskForJson() {
        if (formatDropped) {
            return false;
        }
        return switch (operation) {
            case CHAT_COMPLETIONS -> isObject(FORMAT);
            case RESPONSES -> isObject("text");
            case MESSAGES -> isObject("output_config") || isObject("output_format");
            case COMPLETIONS, EMBEDDINGS, COUNT_TOKENS, GENERATE_CONTENT -> false;
        };
    }

    private boolean isObject(String name) {
        Member member = body.member(name);
        return member != null && member.kind() == Kind.OBJECT;
    }

    /// The schema that the text has to fit, or null where it may be any text, or may end early at a
    /// word of the caller's.
    public @Nullable JsonValue textSchema() {
        JsonValue format =
                switch (operation) {
                    case CHAT_COMPLETIONS -> read(FORMAT);
                    case RESPONSES -> read("text").get("format");
                    case MESSAGES -> {
                        JsonValue current = read("output_config").get("format");
                        yield current.isNull() ? read("output_format") : current;
                    }
                    case COMPLETIONS, EMBEDDINGS, COUNT_TOKENS, GENERATE_CONTENT ->
                            JsonValue.Null.VALUE;
                };
        Member stop = body.member("stop");
        if (stop != null && stop.kind() != Kind.NULL) {
            return null;
        }
        return switch (format.get("type").textOrEmpty()) {
            case "json_object" -> parsed(ANY_OBJECT);
            case "json_schema" -> {
                JsonValue wrapper =
                        operation == Operation.CHAT_COMPLETIONS
                                ? format.get("json_schema")
                                : format;
                JsonValue schema = wrapper.get("schema");
                yield schema.isNull() ? null : schema;
            }
            default -> null;
        };
    }

    /// The tools that a model may call.
    ///
    /// @param schemas of their arguments by their names, [JsonValue.Null] where a tool has none
    /// @param all whether there are no others
    public record Tools(Map<String, JsonValue> schemas, boolean all) {
        public Tools {
            schemas = Map.copyOf(schemas);
        }
    }

    public Tools tools() {
        Map<String, JsonValue> schemas = new HashMap<>();
        boolean all = !isContinued() && !isLarge("tools") && !isLarge("functions");
        for (JsonValue tool : read("tools").items()) {
            // Custom tools, and those that a dialect knows by their type, have a name and no
            // schema.
            JsonValue named =
                    operation != Operation.CHAT_COMPLETIONS
                            ? tool
                            : tool.get("function").isNull()
                                    ? tool.get("custom")
                                    : tool.get("function");
            all &= add(named, schemas);
        }
        for (JsonValue function : read("functions").items()) {
            all &= add(function, schemas);
        }
        boolean unread = schemas.isEmpty() && holds("tools");
        return new Tools(schemas, all && !unread);
    }

    /// @return false for what has no name of its own, and may stand for many tools
    private boolean add(JsonValue tool, Map<String, JsonValue> schemas) {
        String name = tool.get("name").text();
        if (name == null) {
            return false;
        }
        schemas.put(
                name, tool.get(operation == Operation.MESSAGES ? "input_schema" : "parameters"));
        return true;
    }

    /// Tools, text format and more may come from what the provider keeps.
    private boolean isContinued() {
        return operation == Operation.RESPONSES
                && (holds("prompt") || holds("previous_response_id") || holds("conversation"));
    }

    /// The text of the user's last message; empty where there is none, or where it cannot be told.
    public String lastUserText() {
        return switch (operation) {
            case CHAT_COMPLETIONS, MESSAGES -> lastUserText(read("messages").items());
            case RESPONSES -> {
                JsonValue input = read("input");
                String text = input.text();
                yield text == null ? lastUserText(input.items()) : text;
            }
            case COMPLETIONS, EMBEDDINGS, COUNT_TOKENS, GENERATE_CONTENT -> "";
        };
    }

    private static String lastUserText(List<JsonValue> messages) {
        for (JsonValue message : messages.reversed()) {
            if ("user".equals(message.get("role").text())) {
                String text = text(message.get("content"));
                if (!text.isEmpty()) {
                    return text;
                }
            }
        }
        return "";
    }

    private static String text(JsonValue content) {
        StringBuilder text = new StringBuilder(content.textOrEmpty());
        for (JsonValue part : content.items()) {
            text.append(part.get("text").textOrEmpty());
        }
        return text.toString();
    }

    private boolean holds(String name) {
        Member member = body.member(name);
        return member != null
                && member.kind() != Kind.NULL
                && !(member.kind() == Kind.ARRAY && member.elements() == 0);
    }

    private boolean isLarge(String name) {
        Member member = body.member(name);
        return member != null && member.length() > MOST_BYTES;
    }

    private JsonValue read(String name) {
        Member member = body.member(name);
        if (member == null || member.length() > MOST_BYTES) {
            return JsonValue.Null.VALUE;
        }
        try {
            return JsonValue.parse(body.bytes(), member.start(), member.length());
        } catch (JsonValue.Malformed malformed) {
            return JsonValue.Null.VALUE;
        }
    }

    private static JsonValue parsed(String schema) {
        try {
            return JsonValue.parse(schema);
        } catch (JsonValue.Malformed e) {
            throw new IllegalStateException("a schema of our own", e);
        }
    }
}
