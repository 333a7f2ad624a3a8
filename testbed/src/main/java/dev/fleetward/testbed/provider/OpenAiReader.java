package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads request bodies of the OpenAI dialect. Stateless.
final class OpenAiReader {
    private static final int DIMENSIONS = 1_536;
    private static final int MOST_DIMENSIONS = 4_096;

    /// What `reasoning_effort` without a number stands for.
    private static final int REASONING_BUDGET = 1_024;

    private OpenAiReader() {}

    static Ask.Reading chat(JsonNode body) {
        JsonNode messages = body.path("messages");
        if (!messages.isArray()) {
            throw Rejection.badRequest("messages", "Missing required parameter: 'messages'.");
        }
        if (body.path("n").asInt(1) != 1) {
            throw Rejection.badRequest("n", "This provider gives one choice only.");
        }
        Prompt.Builder prompt = new Prompt.Builder();
        for (JsonNode message : messages) {
            turn(message.path("role").asString(""), message.path("content"), prompt);
        }
        int most = limit(body, "max_completion_tokens");
        return new Ask.Reading(
                prompt.build(),
                most >= 0 ? most : limit(body, "max_tokens"),
                tools(body, "function"),
                reasoning(body.path("reasoning_effort")),
                Ask.Embedding.NONE);
    }

    static Ask.Reading responses(JsonNode body) {
        Prompt.Builder prompt = new Prompt.Builder();
        if (body.path("instructions").isString()) {
            prompt.text(body.path("instructions").asString(""));
        }
        JsonNode input = body.path("input");
        if (input.isArray()) {
            for (JsonNode item : input) {
                responsesItem(item, prompt);
            }
        } else {
            turn("user", input, prompt);
        }
        return new Ask.Reading(
                prompt.build(),
                limit(body, "max_output_tokens"),
                tools(body, null),
                reasoning(body.path("reasoning").path("effort")),
                Ask.Embedding.NONE);
    }

    private static void responsesItem(JsonNode item, Prompt.Builder prompt) {
        switch (item.path("type").asString("message")) {
            case "function_call_output" -> turn("tool", item.path("output"), prompt);
            case "function_call" -> prompt.assistantTurn();
            default -> turn(item.path("role").asString("user"), item.path("content"), prompt);
        }
    }

    static Ask.Reading completions(JsonNode body) {
        Prompt.Builder prompt = new Prompt.Builder();
        prompt.userTurn();
        JsonNode texts = body.path("prompt");
        if (texts.isArray()) {
            texts.forEach(text -> prompt.userText(text.asString("")));
        } else {
            prompt.userText(texts.asString(""));
        }
        return Ask.Reading.of(prompt.build(), limit(body, "max_tokens"));
    }

    static Ask.Reading embeddings(JsonNode body) {
        Prompt.Builder prompt = new Prompt.Builder();
        prompt.userTurn();
        List<Long> seeds = new ArrayList<>();
        JsonNode input = body.path("input");
        if (input.isArray() && !(input.size() > 0 && input.get(0).isNumber())) {
            input.forEach(one -> seeds.add(embeddingInput(one, prompt)));
        } else if (input.isArray() || input.isString()) {
            seeds.add(embeddingInput(input, prompt));
        }
        if (seeds.isEmpty()) {
            throw Rejection.badRequest("input", "'input' is neither a text nor a list of texts.");
        }
        int dimensions = body.path("dimensions").asInt(DIMENSIONS);
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw Rejection.badRequest(
                    "dimensions",
                    dimensions + " dimensions (expected: 1 to " + MOST_DIMENSIONS + ")");
        }
        String format = body.path("encoding_format").asString("float");
        return new Ask.Reading(
                prompt.build(),
                -1,
                Ask.Tools.NONE,
                0,
                new Ask.Embedding(seeds, dimensions, format.equals("base64")));
    }

    /// One text, or one list of token numbers, each of which is a token.
    private static long embeddingInput(JsonNode input, Prompt.Builder prompt) {
        if (input.isArray()) {
            StringBuilder text = new StringBuilder();
            input.forEach(token -> text.append(token.asInt(0)).append(' '));
            prompt.text(text.toString());
            return text.toString().hashCode();
        }
        String text = input.asString("");
        prompt.userText(text);
        return text.hashCode();
    }

    private static void turn(String role, JsonNode content, Prompt.Builder prompt) {
        switch (role) {
            case "user" -> {
                prompt.userTurn();
                texts(content, prompt, true);
            }
            case "tool", "function" -> {
                prompt.toolAnswer();
                texts(content, prompt, false);
            }
            case "assistant" -> {
                prompt.assistantTurn();
                texts(content, prompt, false);
            }
            default -> texts(content, prompt, false);
        }
    }

    private static void texts(JsonNode content, Prompt.Builder prompt, boolean user) {
        if (content.isString()) {
            text(content.asString(""), prompt, user);
        } else if (content.isArray()) {
            for (JsonNode part : content) {
                if (part.path("text").isString()) {
                    text(part.path("text").asString(""), prompt, user);
                }
            }
        }
    }

    private static void text(String text, Prompt.Builder prompt, boolean user) {
        if (user) {
            prompt.userText(text);
        } else {
            prompt.text(text);
        }
    }

    /// @param wrapper the member that holds a tool's definition; null if the tool itself does
    private static Ask.Tools tools(JsonNode body, @Nullable String wrapper) {
        List<Ask.Tool> offered = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            JsonNode definition = wrapper == null ? tool : tool.path(wrapper);
            if (definition.path("name").isString()) {
                offered.add(
                        new Ask.Tool(
                                definition.path("name").asString(""),
                                definition.path("parameters")));
            }
        }
        JsonNode choice = body.path("tool_choice");
        if (choice.asString("").equals("none")) {
            return Ask.Tools.NONE;
        }
        JsonNode name = wrapper == null ? choice.path("name") : choice.path(wrapper).path("name");
        String named = name.isString() ? name.asString("") : null;
        boolean must = named != null || choice.asString("").equals("required");
        return new Ask.Tools(
                offered, must, named, body.path("parallel_tool_calls").asBoolean(true));
    }

    private static int reasoning(JsonNode effort) {
        String text = effort.asString("none");
        return text.equals("none") || text.equals("minimal") ? 0 : REASONING_BUDGET;
    }

    private static int limit(JsonNode body, String name) {
        JsonNode node = body.path(name);
        if (!node.isNumber()) {
            return -1;
        }
        if (node.asInt(0) < 1) {
            throw Rejection.badRequest(name, "'" + name + "' is too small (expected: at least 1)");
        }
        return node.asInt(0);
    }
}
