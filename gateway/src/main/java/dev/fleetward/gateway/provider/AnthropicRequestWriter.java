package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.call.chat.Reasoning;
import dev.fleetward.core.call.chat.ResponseFormat;
import dev.fleetward.core.call.chat.Sampling;
import dev.fleetward.core.call.chat.Tool;
import dev.fleetward.core.call.chat.ToolChoice;
import dev.fleetward.core.call.chat.Turn;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.gateway.wire.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a neutral request as messages. Confined to one translation.
///
/// Instructions in the midst of a conversation move to the end of the system prompt. Empty texts,
/// which the dialect refuses, are skipped, and so is thinking without a signature. Tool ids are
/// spelled in the letters that the dialect allows, the same way wherever one occurs; ids of either
/// dialect's own making stay as they are.
///
/// Left out in silence, because the answer means the same without it: the detail in which to look
/// at an image; the name and the description of a response format.
///
/// Not expressible: a temperature above 1 (a lenient route sends 1), `response_format` of type
/// `json_object`, stop sequences of white space, files that are neither PDF nor text or that were
/// uploaded elsewhere, and what the request itself lists in [ChatRequest#unshared()].
///
/// A reasoning effort becomes `output_config.effort` with adaptive thinking, the form that does not
/// ask for signed thinking in earlier turns; without thinking where a tool is forced, since the
/// dialect does not allow both.
public final class AnthropicRequestWriter {
    /// What is sent where the caller set no limit, since the dialect requires one: the most that
    /// all models in common use accept.
    public static final long DEFAULT_MAX_TOKENS = 8_192;

    private final ChatRequest request;
    private final Endpoint endpoint;
    private final Omissions omissions;
    private final JsonText out = new JsonText(4096);
    private final AnthropicBlockWriter blocks;

    private AnthropicRequestWriter(ChatRequest request, Endpoint endpoint, boolean lenient) {
        this.request = request;
        this.endpoint = endpoint;
        this.omissions = new Omissions(lenient);
        this.blocks = new AnthropicBlockWriter(out, omissions);
    }

    public static ProviderWire.Translated write(
            ChatRequest request, Endpoint endpoint, boolean lenient) throws NotExpressible {
        return new AnthropicRequestWriter(request, endpoint, lenient).translated();
    }

    private ProviderWire.Translated translated() throws NotExpressible {
        omissions.leaveOutAll(request.unshared(), "anthropic");
        out.object().name("model").string(endpoint.model());
        Long most = request.sampling().maxOutputTokens();
        out.name("max_tokens").number(most == null ? DEFAULT_MAX_TOKENS : most);
        system();
        messages();
        tools();
        sampling(request.sampling());
        outputConfig();
        thinking();
        if (request.user() != null) {
            out.name("metadata").object().name("user_id").string(request.user()).endObject();
        }
        if (request.serviceTier() != null) {
            out.name("service_tier")
                    .string(
                            switch (request.serviceTier()) {
                                case AUTO -> "auto";
                                case STANDARD -> "standard_only";
                            });
        }
        if (request.stream()) {
            out.name("stream").bool(true);
        }
        return new ProviderWire.Translated(out.endObject().bytes(), omissions.names());
    }

    private void system() throws NotExpressible {
        List<Block> system = new ArrayList<>(request.system());
        for (Turn turn : request.turns()) {
            if (turn.role() == Turn.Role.SYSTEM) {
                system.addAll(turn.blocks());
            }
        }
        system.removeIf(AnthropicBlockWriter::isNothing);
        if (!system.isEmpty()) {
            out.name("system");
            blocks.content(system);
        }
    }

    private void messages() throws NotExpressible {
        List<Turn> turns = new ArrayList<>();
        for (Turn turn : request.turns()) {
            List<Block> said = new ArrayList<>(turn.blocks());
            said.removeIf(AnthropicBlockWriter::isNothing);
            if (turn.role() != Turn.Role.SYSTEM && !said.isEmpty()) {
                turns.add(new Turn(turn.role(), said));
            }
        }
        if (turns.isEmpty()) {
            throw new NotExpressible(
                    "messages: an endpoint of dialect anthropic needs a message that is neither"
                            + " empty nor an instruction");
        }
        out.name("messages").array();
        for (Turn turn : Turn.joined(turns)) {
            out.object().name("role");
            out.string(turn.role() == Turn.Role.USER ? "user" : "assistant").name("content");
            blocks.content(turn.blocks());
            out.endObject();
        }
        out.endArray();
    }

    private void tools() {
        if (request.tools().isEmpty()) {
            return;
        }
        out.name("tools").array();
        for (Tool tool : request.tools()) {
            out.object().name("name").string(tool.name());
            if (tool.description() != null) {
                out.name("description").string(tool.description());
            }
            out.name("input_schema").raw(tool.schema());
            if (tool.strict() != null) {
                out.name("strict").bool(tool.strict());
            }
            blocks.mark(tool.cacheControl());
            out.endObject();
        }
        out.endArray();
        toolChoice(request.toolChoice(), request.parallelTools());
    }

    private void toolChoice(@Nullable ToolChoice choice, @Nullable Boolean parallel) {
        if (choice == null && parallel == null) {
            return;
        }
        out.name("tool_choice").object().name("type");
        switch (choice) {
            case null -> out.string("auto");
            case ToolChoice.Auto() -> out.string("auto");
            case ToolChoice.None() -> out.string("none");
            case ToolChoice.Required() -> out.string("any");
            case ToolChoice.Named(String name) -> out.string("tool").name("name").string(name);
        }
        if (parallel != null && !(choice instanceof ToolChoice.None)) {
            out.name("disable_parallel_tool_use").bool(!parallel);
        }
        out.endObject();
    }

    private void sampling(Sampling sampling) throws NotExpressible {
        Double temperature = sampling.temperature();
        if (temperature != null) {
            if (temperature > 1) {
                omissions.leaveOut("temperature", "above 1, the highest here");
            }
            out.name("temperature").number(Math.min(temperature, 1));
        }
        if (sampling.topP() != null) {
            out.name("top_p").number(sampling.topP());
        }
        if (sampling.topK() != null) {
            out.name("top_k").number(sampling.topK());
        }
        List<String> stop = new ArrayList<>();
        for (String sequence : sampling.stop()) {
            if (sequence.isBlank()) {
                omissions.leaveOut("stop", "a stop sequence of white space is not taken here");
            } else {
                stop.add(sequence);
            }
        }
        if (!stop.isEmpty()) {
            out.name("stop_sequences").array();
            stop.forEach(out::string);
            out.endArray();
        }
    }

    private void outputConfig() throws NotExpressible {
        if (request.format() instanceof ResponseFormat.JsonObject) {
            omissions.leaveOut("response_format", "json_object is not taken here; json_schema is");
        }
        String schema =
                request.format() instanceof ResponseFormat.JsonSchema format
                        ? format.schema()
                        : null;
        Reasoning.Effort effort = request.reasoning() == null ? null : request.reasoning().effort();
        if (schema == null && effort == null) {
            return;
        }
        out.name("output_config").object();
        if (effort != null) {
            // The lowest here is `low`.
            out.name("effort")
                    .string(
                            effort == Reasoning.Effort.MINIMAL
                                    ? Reasoning.Effort.LOW.label()
                                    : effort.label());
        }
        if (schema != null) {
            out.name("format").object().name("type").string("json_schema");
            out.name("schema").raw(schema).endObject();
        }
        out.endObject();
    }

    private void thinking() {
        Reasoning reasoning = request.reasoning();
        if (reasoning == null) {
            return;
        }
        boolean forced = request.toolChoice() != null && request.toolChoice().forces();
        switch (reasoning.mode()) {
            case OFF -> out.name("thinking").raw("{\"type\":\"disabled\"}");
            case BUDGET -> {
                out.name("thinking").object().name("type").string("enabled");
                out.name("budget_tokens").number(reasoning.budgetTokens()).endObject();
            }
            case ADAPTIVE -> out.name("thinking").raw("{\"type\":\"adaptive\"}");
            case null -> {
                if (!forced) {
                    out.name("thinking").raw("{\"type\":\"adaptive\"}");
                }
            }
        }
    }
}
