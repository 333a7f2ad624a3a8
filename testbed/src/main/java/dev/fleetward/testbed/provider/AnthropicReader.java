package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads request bodies of the Anthropic dialect. Stateless.
final class AnthropicReader {
    /// What adaptive thinking may use.
    private static final int ADAPTIVE_BUDGET = 1_024;

    private AnthropicReader() {}

    /// @param generates whether `max_tokens` is required
    static Ask.Reading messages(JsonNode body, boolean generates) {
        JsonNode messages = body.path("messages");
        if (!messages.isArray()) {
            throw Rejection.badRequest("messages", "messages: Field required");
        }
        JsonNode limit = body.path("max_tokens");
        if (generates && !limit.isNumber()) {
            throw Rejection.badRequest("max_tokens", "max_tokens: Field required");
        }
        if (generates && limit.asInt(0) < 1) {
            throw Rejection.badRequest(
                    "max_tokens", "max_tokens: Input should be greater than or equal to 1");
        }
        Prompt.Builder prompt = new Prompt.Builder();
        blocks(body.path("system"), prompt, false);
        for (JsonNode message : messages) {
            boolean user = message.path("role").asString("").equals("user");
            if (user && holdsText(message.path("content"))) {
                prompt.userTurn();
            } else if (!user) {
                prompt.assistantTurn();
            }
            blocks(message.path("content"), prompt, user);
        }
        return new Ask.Reading(
                prompt.build(),
                generates ? limit.asInt(0) : -1,
                tools(body),
                thinking(body.path("thinking")),
                Ask.Embedding.NONE);
    }

    /// A user turn of tool results only continues the one before.
    private static boolean holdsText(JsonNode content) {
        if (!content.isArray()) {
            return true;
        }
        for (JsonNode block : content) {
            if (block.path("type").asString("").equals("text")) {
                return true;
            }
        }
        return false;
    }

    private static void blocks(JsonNode content, Prompt.Builder prompt, boolean user) {
        if (content.isString()) {
            text(content.asString(""), prompt, user);
            return;
        }
        for (JsonNode block : content) {
            switch (block.path("type").asString("")) {
                case "text" -> text(block.path("text").asString(""), prompt, user);
                case "tool_result" -> {
                    prompt.toolAnswer();
                    blocks(block.path("content"), prompt, false);
                }
                default -> {
                    // Images, documents, tool calls and thinking cost nothing here.
                }
            }
            if (block.path("cache_control").isObject()) {
                prompt.mark();
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

    private static Ask.Tools tools(JsonNode body) {
        List<Ask.Tool> offered = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            if (tool.path("name").isString()) {
                offered.add(
                        new Ask.Tool(tool.path("name").asString(""), tool.path("input_schema")));
            }
        }
        JsonNode choice = body.path("tool_choice");
        boolean parallel = !choice.path("disable_parallel_tool_use").asBoolean(false);
        return switch (choice.path("type").asString("auto")) {
            case "none" -> Ask.Tools.NONE;
            case "any" -> new Ask.Tools(offered, true, null, parallel);
            case "tool" -> new Ask.Tools(offered, true, choice.path("name").asString(""), parallel);
            default -> new Ask.Tools(offered, false, null, parallel);
        };
    }

    private static int thinking(JsonNode thinking) {
        return switch (thinking.path("type").asString("disabled")) {
            case "enabled" -> Math.max(1, thinking.path("budget_tokens").asInt(ADAPTIVE_BUDGET));
            case "adaptive" -> ADAPTIVE_BUDGET;
            default -> 0;
        };
    }
}
