package dev.fleetward.control.probe;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What endpoints are asked, and the answers that are right. Where an answer has a schema, the
/// schema allows the right answer alone, so that the gateway's judge knows it too. Stateless.
public enum Question {
    WORD("Reply with exactly: harbour"),
    SUM("Add 17 and 25. Reply with the number only."),
    TOOL("Record an order of 3 anchors."),
    SCHEMA(
            "Give the word harbour and the sum of 17 and 25, as JSON with the members word and sum."),
    EMBEDDING("harbour");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_TOKENS = 60;

    /// For models that think before they answer.
    private static final int MOST_TOKENS_OF_NEWER = 1_000;

    private static final int MOST_SHOWN = 60;
    private static final String RIGHT_WORD = "harbour";
    private static final String RIGHT_SUM = "42";
    private static final String TOOL_NAME = "record_order";

    /// OpenAI's models that know the limit on output by its newer name alone.
    private static final Pattern NEWER = Pattern.compile("(o[0-9]|gpt-[5-9]).*");

    private static final Map<String, Object> ORDER =
            schema("item", "string", "anchor", "count", "integer", 3);
    private static final Map<String, Object> WORD_AND_SUM =
            schema("word", "string", RIGHT_WORD, "sum", "integer", 42);

    private final String text;

    Question(String text) {
        this.text = text;
    }

    private static Map<String, Object> schema(
            String first,
            String firstType,
            Object firstValue,
            String second,
            String secondType,
            Object secondValue) {
        return Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        first, Map.of("type", firstType, "enum", List.of(firstValue)),
                        second, Map.of("type", secondType, "enum", List.of(secondValue))),
                "required",
                List.of(first, second),
                "additionalProperties",
                false);
    }

    /// The name in reports and rows.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the form of the answer is asked for, not only its words.
    boolean isForm() {
        return this == TOOL || this == SCHEMA || this == EMBEDDING;
    }

    /// What an endpoint can be asked, as far as its configuration tells.
    static List<Question> suiting(Endpoint endpoint) {
        if (endpoint.model().toLowerCase(Locale.ROOT).contains("embed")) {
            return List.of(EMBEDDING);
        }
        return endpoint.provider().dialect().asked() == WireDialect.OPENAI
                ? List.of(WORD, TOOL, SUM, SCHEMA)
                : List.of(WORD, TOOL, SUM);
    }

    /// Where it is asked.
    String path(WireDialect dialect) {
        return this == EMBEDDING
                ? "/v1/embeddings"
                : dialect == WireDialect.OPENAI ? "/v1/chat/completions" : "/v1/messages";
    }

    /// The request's body, as JSON.
    String body(Endpoint endpoint) {
        WireDialect dialect = endpoint.provider().dialect().asked();
        Map<String, Object> body = new java.util.LinkedHashMap<>();
        body.put("model", ProbeFeature.NAME);
        if (this == EMBEDDING) {
            body.put("input", text);
            return JSON.writeValueAsString(body);
        }
        boolean newer = dialect == WireDialect.OPENAI && NEWER.matcher(endpoint.model()).matches();
        body.put(
                newer ? "max_completion_tokens" : "max_tokens",
                newer || endpoint.provider().dialect() == WireDialect.GEMINI
                        ? MOST_TOKENS_OF_NEWER
                        : MOST_TOKENS);
        body.put("messages", List.of(Map.of("role", "user", "content", text)));
        if (this == TOOL) {
            addTool(body, dialect);
        } else if (this == SCHEMA) {
            body.put(
                    "response_format",
                    Map.of(
                            "type",
                            "json_schema",
                            "json_schema",
                            Map.of("name", "answer", "strict", true, "schema", WORD_AND_SUM)));
        }
        return JSON.writeValueAsString(body);
    }

    private static void addTool(Map<String, Object> body, WireDialect dialect) {
        if (dialect == WireDialect.OPENAI) {
            body.put(
                    "tools",
                    List.of(
                            Map.of(
                                    "type",
                                    "function",
                                    "function",
                                    Map.of("name", TOOL_NAME, "parameters", ORDER))));
            body.put(
                    "tool_choice",
                    Map.of("type", "function", "function", Map.of("name", TOOL_NAME)));
        } else {
            body.put("tools", List.of(Map.of("name", TOOL_NAME, "input_schema", ORDER)));
            body.put("tool_choice", Map.of("type", "tool", "name", TOOL_NAME));
        }
    }

    /// What is wrong with an answer, for people; null if it is right.
    ///
    /// @param answer the body of a whole answer
    @Nullable String fault(WireDialect dialect, String answer) {
        try {
            JsonNode json = JSON.readTree(answer);
            boolean openai = dialect == WireDialect.OPENAI;
            return switch (this) {
                case WORD -> differs(RIGHT_WORD, openai ? openAiText(json) : anthropicText(json));
                case SUM -> differs(RIGHT_SUM, openai ? openAiText(json) : anthropicText(json));
                case TOOL -> toolFault(openai ? openAiArguments(json) : anthropicInput(json));
                case SCHEMA -> schemaFault(openAiText(json));
                case EMBEDDING -> embeddingFault(json);
            };
        } catch (JacksonException broken) {
            return "no JSON";
        }
    }

    private static String openAiText(JsonNode json) {
        return json.at("/choices/0/message/content").asString("");
    }

    private static String anthropicText(JsonNode json) {
        StringBuilder text = new StringBuilder();
        json.path("content").forEach(block -> text.append(block.path("text").asString("")));
        return text.toString();
    }

    private static JsonNode openAiArguments(JsonNode json) {
        String arguments =
                json.at("/choices/0/message/tool_calls/0/function/arguments").asString("");
        return JSON.readTree(arguments.isEmpty() ? "null" : arguments);
    }

    private static JsonNode anthropicInput(JsonNode json) {
        List<JsonNode> inputs = new ArrayList<>();
        json.path("content")
                .forEach(block -> {
                    if (block.has("input")) {
                        inputs.add(block.path("input"));
                    }
                });
        return inputs.isEmpty() ? JSON.nullNode() : inputs.getFirst();
    }

    private static @Nullable String differs(String right, String said) {
        String bare = said.strip().replaceAll("^[\"'`*]+|[\"'`*.!]+$", "");
        return bare.equalsIgnoreCase(right) ? null : "expected " + right + ", got " + shown(said);
    }

    private static @Nullable String toolFault(JsonNode arguments) {
        return !arguments.isObject()
                ? "no tool call"
                : arguments.path("item").asString("").equals("anchor")
                                && arguments.path("count").asInt(0) == 3
                        ? null
                        : "expected an order of 3 anchors, got " + shown(arguments.toString());
    }

    private static @Nullable String schemaFault(String text) {
        JsonNode said = JSON.readTree(text.isEmpty() ? "null" : text);
        return said.path("word").asString("").equals(RIGHT_WORD) && said.path("sum").asInt(0) == 42
                ? null
                : "expected harbour and 42, got " + shown(text);
    }

    private static @Nullable String embeddingFault(JsonNode json) {
        JsonNode vector = json.at("/data/0/embedding");
        boolean some = vector.isString() ? !vector.asString("").isEmpty() : !vector.isEmpty();
        return some ? null : "no vector";
    }

    private static String shown(String said) {
        String line = said.replaceAll("\\s+", " ").strip();
        return line.isEmpty()
                ? "nothing"
                : line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
    }
}
