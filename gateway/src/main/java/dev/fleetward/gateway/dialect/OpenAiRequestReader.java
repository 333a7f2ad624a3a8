package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.call.chat.Reasoning;
import dev.fleetward.core.call.chat.ResponseFormat;
import dev.fleetward.core.call.chat.Sampling;
import dev.fleetward.core.call.chat.Tool;
import dev.fleetward.core.call.chat.ToolChoice;
import dev.fleetward.core.call.chat.Turn;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of a chat completions request; [OpenAiMessageReader] reads its messages.
/// Confined to one read.
final class OpenAiRequestReader {
    /// What has a neutral form.
    private static final Set<String> SHARED =
            Set.of(
                    "model",
                    "messages",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "max_tokens",
                    "max_completion_tokens",
                    "temperature",
                    "top_p",
                    "stop",
                    "response_format",
                    "reasoning_effort",
                    "user",
                    "safety_identifier",
                    "service_tier",
                    "stream",
                    "n");

    /// What changes neither the answer nor what may be done with it.
    private static final Set<String> HINTS =
            Set.of(
                    "stream_options",
                    "prompt_cache_key",
                    "prompt_cache_retention",
                    "prompt_cache_options",
                    "metadata",
                    "store");

    private final At root;
    private final Unshared unshared = new Unshared();

    OpenAiRequestReader(At root) {
        this.root = root;
    }

    ChatRequest read() throws BadRequest {
        root.object();
        OpenAiMessageReader messages = new OpenAiMessageReader(unshared);
        messages.read(root.get("messages"));
        List<Block.Text> system = messages.system();
        List<Turn> turns = messages.turns();
        List<Tool> tools = tools();
        ToolChoice choice = toolChoice();
        ResponseFormat format = format();
        Reasoning reasoning = reasoning();
        ChatRequest.ServiceTier tier = tier();
        Long choices = root.get("n").wholeOrNull();
        if (choices != null && choices > 1) {
            unshared.add("n");
        }
        rest();
        String user = root.get("user").stringOrNull();
        return new ChatRequest(
                root.get("model").string(),
                system,
                turns,
                tools,
                choice,
                root.get("parallel_tool_calls").boolOrNull(),
                sampling(),
                format,
                reasoning,
                user == null ? root.get("safety_identifier").stringOrNull() : user,
                tier,
                root.get("stream").isTrue(),
                unshared.names());
    }

    /// Names everything else that was set to something.
    private void rest() {
        if (root.json() instanceof JsonValue.Obj object) {
            object.members()
                    .forEach((name, value) -> {
                        if (!SHARED.contains(name)
                                && !HINTS.contains(name)
                                && !isDefault(name, value)) {
                            unshared.add(name);
                        }
                    });
        }
    }

    private static boolean isDefault(String name, JsonValue value) {
        return switch (name) {
            case "presence_penalty", "frequency_penalty" ->
                    value.isNull()
                            || (value instanceof JsonValue.Num(String text)
                                    && Double.parseDouble(text) == 0);
            case "modalities" ->
                    value.isNull()
                            || (value.items().size() == 1
                                    && "text".equals(value.items().getFirst().text()));
            case "verbosity" -> value.isNull() || "medium".equals(value.text());
            default ->
                    value.isNull()
                            || (value instanceof JsonValue.Bool(boolean on) && !on)
                            || (value instanceof JsonValue.Arr array && array.items().isEmpty())
                            || (value instanceof JsonValue.Obj object
                                    && object.members().isEmpty()
                                    && name.equals("logit_bias"));
        };
    }

    private Sampling sampling() throws BadRequest {
        Long most = root.get("max_completion_tokens").wholeOrNull();
        if (most == null) {
            most = root.get("max_tokens").wholeOrNull();
        }
        At stop = root.get("stop");
        List<String> sequences = new ArrayList<>();
        if (stop.isString()) {
            sequences.add(stop.string());
        } else {
            for (At item : stop.items()) {
                sequences.add(item.string());
            }
        }
        return new Sampling(
                most,
                root.get("temperature").numberOrNull(),
                root.get("top_p").numberOrNull(),
                null,
                sequences);
    }

    private List<Tool> tools() throws BadRequest {
        List<Tool> tools = new ArrayList<>();
        for (At item : root.get("tools").items()) {
            String type = item.object().get("type").string();
            if (!type.equals("function")) {
                unshared.add("tools." + type);
                continue;
            }
            At function = item.get("function").object();
            String schema = function.get("parameters").rawObjectOrNull();
            String mark = item.get("cache_control").rawObjectOrNull();
            tools.add(
                    new Tool(
                            function.get("name").string(),
                            function.get("description").stringOrNull(),
                            schema == null ? Tool.NO_ARGUMENTS : schema,
                            function.get("strict").boolOrNull(),
                            mark == null ? function.get("cache_control").rawObjectOrNull() : mark));
        }
        return tools;
    }

    private @Nullable ToolChoice toolChoice() throws BadRequest {
        At at = root.get("tool_choice");
        if (at.isAbsent()) {
            return null;
        }
        if (at.isString()) {
            return switch (at.string()) {
                case "auto" -> new ToolChoice.Auto();
                case "none" -> new ToolChoice.None();
                case "required" -> new ToolChoice.Required();
                default -> throw at.expected("auto, none, required or an object");
            };
        }
        String type = at.object().get("type").string();
        if (type.equals("function")) {
            return new ToolChoice.Named(at.get("function").object().get("name").string());
        }
        unshared.add("tool_choice." + type);
        return null;
    }

    private @Nullable ResponseFormat format() throws BadRequest {
        At at = root.get("response_format");
        if (at.isAbsent()) {
            return null;
        }
        String type = at.object().get("type").string();
        return switch (type) {
            case "text" -> null;
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> {
                At schema = at.get("json_schema").object();
                String raw = schema.get("schema").rawObjectOrNull();
                yield new ResponseFormat.JsonSchema(
                        schema.get("name").stringOrNull(),
                        schema.get("description").stringOrNull(),
                        raw == null ? "{}" : raw,
                        schema.get("strict").boolOrNull());
            }
            default -> {
                unshared.add("response_format." + type);
                yield null;
            }
        };
    }

    private @Nullable Reasoning reasoning() throws BadRequest {
        At at = root.get("reasoning_effort");
        if (at.isAbsent()) {
            return null;
        }
        String label = at.string();
        if (label.equals("none")) {
            return new Reasoning(Reasoning.Mode.OFF, 0, null);
        }
        Reasoning.Effort effort = Reasoning.Effort.of(label);
        if (effort == null) {
            throw at.expected("none, minimal, low, medium, high, xhigh or max");
        }
        return new Reasoning(null, 0, effort);
    }

    private ChatRequest.@Nullable ServiceTier tier() throws BadRequest {
        String tier = root.get("service_tier").stringOrNull();
        return switch (tier) {
            case null -> null;
            case "auto" -> ChatRequest.ServiceTier.AUTO;
            case "default" -> ChatRequest.ServiceTier.STANDARD;
            default -> {
                unshared.add("service_tier");
                yield null;
            }
        };
    }
}
