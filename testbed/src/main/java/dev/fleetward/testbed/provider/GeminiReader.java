package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads request bodies of the Gemini dialect, after [GeminiRules] found nothing wrong with them.
/// Stateless.
final class GeminiReader {
    /// What a thinking level, and thinking as the model likes, may use.
    private static final int THINKING_BUDGET = 1_024;

    private GeminiReader() {}

    static Ask.Reading generate(JsonNode body) {
        Prompt.Builder prompt = new Prompt.Builder();
        for (JsonNode part : body.path("systemInstruction").path("parts")) {
            prompt.text(part.path("text").asString(""));
        }
        for (JsonNode content : body.path("contents")) {
            boolean user = content.path("role").asString("user").equals("user");
            if (user && holdsText(content)) {
                prompt.userTurn();
            } else if (!user) {
                prompt.assistantTurn();
            }
            content.path("parts").forEach(part -> part(part, prompt, user));
        }
        JsonNode config = body.path("generationConfig");
        JsonNode limit = config.path("maxOutputTokens");
        return new Ask.Reading(
                prompt.build(),
                limit.isNumber() ? limit.asInt(0) : -1,
                tools(body),
                thinking(config.path("thinkingConfig")),
                Ask.Embedding.NONE);
    }

    /// A user turn of function responses only continues the one before.
    private static boolean holdsText(JsonNode content) {
        for (JsonNode part : content.path("parts")) {
            if (part.has("text")) {
                return true;
            }
        }
        return false;
    }

    private static void part(JsonNode part, Prompt.Builder prompt, boolean user) {
        if (part.has("functionResponse")) {
            prompt.toolAnswer();
            JsonNode response = part.path("functionResponse").path("response");
            JsonNode output = response.has("output") ? response.path("output") : response;
            prompt.text(output.isString() ? output.asString("") : output.toString());
        } else if (part.has("text")) {
            String text = part.path("text").asString("");
            if (user) {
                prompt.userText(text);
            } else {
                prompt.text(text);
            }
        }
    }

    private static Ask.Tools tools(JsonNode body) {
        List<Ask.Tool> offered = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            for (JsonNode function : tool.path("functionDeclarations")) {
                JsonNode schema =
                        function.has("parametersJsonSchema")
                                ? function.path("parametersJsonSchema")
                                : function.path("parameters");
                offered.add(new Ask.Tool(function.path("name").asString(""), schema));
            }
        }
        JsonNode calling = body.path("toolConfig").path("functionCallingConfig");
        JsonNode allowed = calling.path("allowedFunctionNames");
        return switch (calling.path("mode").asString("AUTO")) {
            case "NONE" -> Ask.Tools.NONE;
            case "ANY" ->
                    new Ask.Tools(
                            offered,
                            true,
                            allowed.isEmpty() ? null : allowed.get(0).asString(""),
                            true);
            default -> new Ask.Tools(offered, false, null, true);
        };
    }

    private static int thinking(JsonNode config) {
        int budget = config.path("thinkingBudget").asInt(config.has("thinkingLevel") ? -1 : 0);
        return budget < 0 ? THINKING_BUDGET : budget;
    }
}
