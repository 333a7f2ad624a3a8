package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// What requests ask the text of an answer to look like. Stateless.
final class Format {
    private Format() {}

    /// The schema that the text has to fit; missing where it may be any text.
    static JsonNode of(Operation operation, JsonNode body) {
        JsonNode format =
                switch (operation) {
                    case CHAT_COMPLETIONS -> body.path("response_format");
                    case RESPONSES -> body.path("text").path("format");
                    case MESSAGES ->
                            body.path("output_config").has("format")
                                    ? body.path("output_config").path("format")
                                    : body.path("output_format");
                    case GENERATE_CONTENT -> generated(body.path("generationConfig"));
                    case COMPLETIONS, EMBEDDINGS, COUNT_TOKENS -> MissingNode.getInstance();
                };
        return switch (format.path("type").asString("")) {
            case "json_schema" ->
                    operation == Operation.CHAT_COMPLETIONS
                            ? format.path("json_schema").path("schema")
                            : format.path("schema");
            case "json_object" -> JsonNodeFactory.instance.objectNode().put("type", "object");
            default -> MissingNode.getInstance();
        };
    }

    /// The same in the words of the others.
    private static JsonNode generated(JsonNode config) {
        if (!config.path("responseMimeType").asString("").equals("application/json")) {
            return MissingNode.getInstance();
        }
        JsonNode schema = config.path("responseJsonSchema");
        ObjectNode format = JsonNodeFactory.instance.objectNode();
        return schema.isObject()
                ? format.put("type", "json_schema").set("schema", schema)
                : format.put("type", "json_object");
    }
}
