package dev.fleetward.testbed.traffic;

import java.util.SplittableRandom;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Request bodies of the demonstration. Stateless.
final class DemoPrompts {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String[] WORDS =
            ("please check the order of last week and tell me when it will arrive because our"
                            + " customer asked twice and the invoice shows another address than the"
                            + " one we have on file")
                    .split(" ", -1);

    private DemoPrompts() {}

    static String body(DemoFeature feature, String model, SplittableRandom random) {
        int words = 1 + random.nextInt(feature.words());
        int output = feature.output() == 0 ? 0 : 1 + random.nextInt(feature.output());
        String order = output == 0 ? "" : " [[output=" + output + "]]";
        if (feature.tools() && random.nextInt(2) == 0) {
            order = " [[tool=look_up]]";
        }
        String prompt = prompt(words, random) + order;
        ObjectNode body = NODES.objectNode().put("model", model);
        switch (feature.operation()) {
            case EMBEDDINGS -> body.put("input", prompt).put("dimensions", 256);
            case RESPONSES ->
                    body.put("input", prompt)
                            .put("max_output_tokens", feature.output())
                            .put("stream", feature.stream());
            case COMPLETIONS ->
                    body.put("prompt", prompt)
                            .put("max_tokens", feature.output())
                            .put("stream", feature.stream());
            case CHAT_COMPLETIONS, MESSAGES, COUNT_TOKENS -> {
                ArrayNode messages = body.putArray("messages");
                messages.addObject().put("role", "user").put("content", prompt);
                body.put("max_tokens", feature.output()).put("stream", feature.stream());
                if (feature.tools()) {
                    tools(feature, body);
                }
            }
        }
        return body.toString();
    }

    private static String prompt(int words, SplittableRandom random) {
        StringBuilder text = new StringBuilder(words * 6);
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    private static void tools(DemoFeature feature, ObjectNode body) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        schema.putObject("properties").putObject("query").put("type", "string");
        schema.putArray("required").add("query");
        ObjectNode tool = body.putArray("tools").addObject();
        switch (feature.operation().dialect()) {
            case ANTHROPIC -> tool.put("name", "look_up").set("input_schema", schema);
            case OPENAI -> {
                ObjectNode function = tool.put("type", "function").putObject("function");
                function.put("name", "look_up").set("parameters", schema);
            }
        }
    }
}
