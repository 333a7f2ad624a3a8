package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Arguments that satisfy a tool's schema as far as its required members' types go. Stateless.
final class ToolArguments {
    private static final int MOST_FRAGMENTS = 8;
    private static final int MOST_DEPTH = 8;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ToolArguments() {}

    static String json(JsonNode schema, long seed) {
        return object(schema, seed, 0).toString();
    }

    /// JSON in which every required member, or, if none is, every declared one, has a value of
    /// another type.
    static String unfit(JsonNode schema) {
        ObjectNode result = NODES.objectNode();
        JsonNode properties = schema.path("properties");
        List<String> names = new ArrayList<>();
        schema.path("required").forEach(name -> names.add(name.asString("")));
        if (names.isEmpty()) {
            names.addAll(properties.propertyNames());
        }
        for (String name : names) {
            boolean text = properties.path(name).path("type").asString("string").equals("string");
            result.set(name, text ? NODES.numberNode(7) : NODES.stringNode("seven"));
        }
        return result.isEmpty() ? "not what was asked for" : result.toString();
    }

    /// Cuts a text into pieces of about the same length, none of them empty.
    static List<String> fragments(String json) {
        int count = Math.min(MOST_FRAGMENTS, json.length());
        List<String> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pieces.add(json.substring(json.length() * i / count, json.length() * (i + 1) / count));
        }
        return pieces;
    }

    /// Whether arguments are one JSON object.
    static boolean whole(String arguments) {
        try {
            return JSON.readTree(arguments).isObject();
        } catch (JacksonException broken) {
            return false;
        }
    }

    private static ObjectNode object(JsonNode schema, long seed, int depth) {
        ObjectNode result = NODES.objectNode();
        for (JsonNode name : schema.path("required")) {
            String key = name.asString("");
            result.set(
                    key, value(schema.path("properties").path(key), seed + key.hashCode(), depth));
        }
        return result;
    }

    private static JsonNode value(JsonNode schema, long seed, int depth) {
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            return schema.path("enum").get(0);
        }
        return switch (schema.path("type").asString("string")) {
            case "integer", "number" -> NODES.numberNode((int) (seed & 63));
            case "boolean" -> NODES.booleanNode(true);
            case "array" -> NODES.arrayNode();
            case "object" ->
                    depth < MOST_DEPTH ? object(schema, seed, depth + 1) : NODES.objectNode();
            default -> NODES.stringNode(WordTokens.text(seed, 2));
        };
    }
}
