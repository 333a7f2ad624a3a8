package dev.fleetward.gateway.dialect;

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

/// Reads the parameters of a messages request; [AnthropicBlockReader] reads its content. Confined
/// to one read.
final class AnthropicRequestReader {
    /// What has a neutral form, or is read in part and named in part by its own method.
    private static final Set<String> SHARED =
            Set.of(
                    "model",
                    "system",
                    "messages",
                    "tools",
                    "tool_choice",
                    "max_tokens",
                    "temperature",
                    "top_p",
                    "top_k",
                    "stop_sequences",
                    "output_config",
                    "output_format",
                    "thinking",
                    "metadata",
                    "service_tier",
                    "stream");

    /// What changes neither the answer nor what may be done with it.
    private static final Set<String> HINTS = Set.of("cache_control", "diagnostics");

    private static final Set<String> TOOL_FIELDS =
            Set.of(
                    "type",
                    "name",
                    "description",
                    "input_schema",
                    "strict",
                    "cache_control",
                    "defer_loading",
                    "eager_input_streaming",
                    "input_examples");

    private final At root;
    private final Unshared unshared = new Unshared();
    private final AnthropicBlockReader blocks = new AnthropicBlockReader(unshared);

    AnthropicRequestReader(At root) {
        this.root = root;
    }

    ChatRequest read() throws BadRequest {
        root.object();
        At choice = root.get("tool_choice");
        Boolean serial = choice.isAbsent() ? null : serial(choice);
        ChatRequest request =
                new ChatRequest(
                        root.get("model").string(),
                        blocks.texts(root.get("system")),
                        turns(),
                        tools(),
                        choice.isAbsent() ? null : toolChoice(choice),
                        serial == null ? null : !serial,
                        sampling(),
                        format(),
                        reasoning(),
                        user(),
                        tier(),
                        root.get("stream").isTrue(),
                        List.of());
        rest(root, "", SHARED);
        return withUnshared(request);
    }

    private ChatRequest withUnshared(ChatRequest read) {
        return new ChatRequest(
                read.model(),
                read.system(),
                read.turns(),
                read.tools(),
                read.toolChoice(),
                read.parallelTools(),
                read.sampling(),
                read.format(),
                read.reasoning(),
                read.user(),
                read.serviceTier(),
                read.stream(),
                unshared.names());
    }

    /// Names every other member that was set to something.
    private void rest(At at, String prefix, Set<String> shared) {
        if (at.json() instanceof JsonValue.Obj object) {
            object.members()
                    .forEach((name, value) -> {
                        if (!shared.contains(name)
                                && !HINTS.contains(name)
                                && !isDefault(name, value)) {
                            unshared.add(prefix + name);
                        }
                    });
        }
    }

    private static boolean isDefault(String name, JsonValue value) {
        return value.isNull()
                || (value instanceof JsonValue.Arr array && array.items().isEmpty())
                || (name.equals("speed") && "standard".equals(value.text()))
                || (name.equals("allowed_callers")
                        && value.items().size() == 1
                        && "direct".equals(value.items().getFirst().text()));
    }

    private List<Turn> turns() throws BadRequest {
        At messages = root.get("messages");
        if (messages.items().isEmpty()) {
            throw messages.expected("at least one message");
        }
        List<Turn> turns = new ArrayList<>();
        for (At message : messages.items()) {
            At role = message.object().get("role");
            Turn.Role side =
                    switch (role.string()) {
                        case "user" -> Turn.Role.USER;
                        case "assistant" -> Turn.Role.ASSISTANT;
                        case "system" -> Turn.Role.SYSTEM;
                        default -> throw role.expected("user, assistant or system");
                    };
            turns.add(new Turn(side, blocks.content(message.get("content"))));
        }
        return turns;
    }

    private List<Tool> tools() throws BadRequest {
        List<Tool> tools = new ArrayList<>();
        for (At item : root.get("tools").items()) {
            String type = item.object().get("type").stringOrNull();
            if (type != null && !type.equals("custom")) {
                unshared.add("tools." + type);
                continue;
            }
            String schema = item.get("input_schema").rawObjectOrNull();
            if (schema == null) {
                throw item.get("input_schema").expected("a JSON schema");
            }
            tools.add(
                    new Tool(
                            item.get("name").string(),
                            item.get("description").stringOrNull(),
                            schema,
                            item.get("strict").boolOrNull(),
                            item.get("cache_control").rawObjectOrNull()));
            rest(item, "tools.", TOOL_FIELDS);
        }
        return tools;
    }

    private static ToolChoice toolChoice(At choice) throws BadRequest {
        At type = choice.object().get("type");
        return switch (type.string()) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Required();
            case "tool" -> new ToolChoice.Named(choice.get("name").string());
            default -> throw type.expected("auto, any, tool or none");
        };
    }

    private static @Nullable Boolean serial(At choice) throws BadRequest {
        return choice.get("disable_parallel_tool_use").boolOrNull();
    }

    private Sampling sampling() throws BadRequest {
        List<String> stop = new ArrayList<>();
        for (At item : root.get("stop_sequences").items()) {
            stop.add(item.string());
        }
        Long most = root.get("max_tokens").wholeOrNull();
        if (most == null) {
            throw root.get("max_tokens").expected("a whole number; this dialect requires it");
        }
        return new Sampling(
                most,
                root.get("temperature").numberOrNull(),
                root.get("top_p").numberOrNull(),
                root.get("top_k").wholeOrNull(),
                stop);
    }

    /// `output_format` is the older place of `output_config.format`.
    private @Nullable ResponseFormat format() throws BadRequest {
        At format = root.get("output_config").get("format");
        if (format.isAbsent()) {
            format = root.get("output_format");
        }
        if (format.isAbsent()) {
            return null;
        }
        At type = format.object().get("type");
        String schema = format.get("schema").rawObjectOrNull();
        if (!type.string().equals("json_schema") || schema == null) {
            throw format.expected("a format of type json_schema with a schema");
        }
        return new ResponseFormat.JsonSchema(null, null, schema, null);
    }

    private @Nullable Reasoning reasoning() throws BadRequest {
        At config = root.get("output_config");
        rest(config, "output_config.", Set.of("format", "effort"));
        Reasoning.Effort effort = null;
        if (config.has("effort")) {
            effort = Reasoning.Effort.of(config.get("effort").string());
            if (effort == null) {
                throw config.get("effort").expected("low, medium, high, xhigh or max");
            }
        }
        At thinking = root.get("thinking");
        if (thinking.isAbsent()) {
            return effort == null ? null : new Reasoning(null, 0, effort);
        }
        String type = thinking.object().get("type").string();
        return switch (type) {
            case "disabled" -> new Reasoning(Reasoning.Mode.OFF, 0, effort);
            case "adaptive" -> new Reasoning(Reasoning.Mode.ADAPTIVE, 0, effort);
            case "enabled" -> {
                Long budget = thinking.get("budget_tokens").wholeOrNull();
                if (budget == null) {
                    throw thinking.get("budget_tokens").expected("a whole number");
                }
                yield new Reasoning(Reasoning.Mode.BUDGET, budget, effort);
            }
            default -> {
                unshared.add("thinking." + type);
                yield effort == null ? null : new Reasoning(null, 0, effort);
            }
        };
    }

    private @Nullable String user() throws BadRequest {
        At metadata = root.get("metadata");
        rest(metadata, "metadata.", Set.of("user_id"));
        return metadata.get("user_id").stringOrNull();
    }

    private ChatRequest.@Nullable ServiceTier tier() throws BadRequest {
        At tier = root.get("service_tier");
        return switch (tier.stringOrNull()) {
            case null -> null;
            case "auto" -> ChatRequest.ServiceTier.AUTO;
            case "standard_only" -> ChatRequest.ServiceTier.STANDARD;
            default -> throw tier.expected("auto or standard_only");
        };
    }
}
