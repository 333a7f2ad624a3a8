package dev.fleetward.app.evaluation;

import dev.fleetward.control.registry.SuiteCase;
import dev.fleetward.control.registry.SuiteConfig;
import dev.fleetward.control.registry.SuiteMessage;
import dev.fleetward.control.registry.SuiteTool;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A case as a request in OpenAI's dialect, which the gateway translates where an endpoint speaks
/// another. Stateless.
final class RequestBody {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// OpenAI's models that know the limit on output by its newer name alone.
    private static final Pattern NEWER = Pattern.compile("(o[0-9]|gpt-[5-9]).*");

    private RequestBody() {}

    static String of(SuiteConfig suite, SuiteCase asked, Target target) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", suite.route());
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        body.put(
                NEWER.matcher(target.model()).matches() ? "max_completion_tokens" : "max_tokens",
                suite.maxTokens(asked));
        BigDecimal temperature =
                asked.temperature() == null ? suite.defaults().temperature() : asked.temperature();
        if (temperature != null) {
            body.put("temperature", temperature);
        }
        messages(suite, asked, body.putArray("messages"));
        if (!asked.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            asked.tools().forEach(tool -> tool(tool, tools.addObject()));
        }
        if (asked.responseFormat() != null) {
            body.set("response_format", JSON.readTree(asked.responseFormat().json()));
        }
        return JSON.writeValueAsString(body);
    }

    private static void messages(SuiteConfig suite, SuiteCase asked, ArrayNode messages) {
        if (suite.system() != null) {
            message(messages, "system", suite.system().text());
        }
        if (asked.prompt() != null) {
            message(messages, "user", asked.prompt().text());
        }
        for (SuiteMessage each : asked.messages()) {
            message(messages, each.role().label(), each.content().text());
        }
    }

    private static void message(ArrayNode messages, String role, String content) {
        messages.addObject().put("role", role).put("content", content);
    }

    private static void tool(SuiteTool tool, ObjectNode into) {
        JsonNode parameters = JSON.readTree(tool.parameters().json());
        into.put("type", "function");
        ObjectNode function = into.putObject("function").put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description().text());
        }
        function.set("parameters", parameters);
    }
}
