package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.call.chat.Reasoning;
import dev.fleetward.core.call.chat.ResponseFormat;
import dev.fleetward.core.call.chat.Sampling;
import dev.fleetward.core.call.chat.Tool;
import dev.fleetward.core.call.chat.ToolChoice;
import dev.fleetward.core.call.chat.Turn;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.gateway.wire.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a neutral request as chat completions. Confined to one translation.
///
/// Left out in silence, because the answer means the same without it: cache marks; thinking blocks
/// of earlier turns, which only their maker can use and which servers of this dialect may refuse;
/// the mark that a tool failed, since the tool's answer says so; thinking that is switched off, or
/// left to the model without an effort, which is every model's default here.
///
/// Not expressible: `top_k`, more than four stop sequences, a last turn of the assistant that is to
/// be continued, images and documents in tool results (a lenient route moves them into the user's
/// message that follows, and names them), documents by URL, and what the request itself lists in
/// [ChatRequest#unshared()].
public final class OpenAiRequestWriter {
    /// Where a thinking budget ends being a low, and a medium, effort.
    static final long LOW_BUDGET_TOKENS = 2_048;

    static final long MEDIUM_BUDGET_TOKENS = 8_192;

    /// As many stop sequences as the dialect takes.
    static final int MOST_STOPS = 4;

    private final ChatRequest request;
    private final Endpoint endpoint;
    private final Omissions omissions;
    private final JsonText out = new JsonText(4096);

    private OpenAiRequestWriter(ChatRequest request, Endpoint endpoint, boolean lenient) {
        this.request = request;
        this.endpoint = endpoint;
        this.omissions = new Omissions(lenient);
    }

    public static ProviderWire.Translated write(
            ChatRequest request, Endpoint endpoint, boolean lenient) throws NotExpressible {
        return new OpenAiRequestWriter(request, endpoint, lenient).translated();
    }

    private ProviderWire.Translated translated() throws NotExpressible {
        omissions.leaveOutAll(request.unshared(), "openai");
        List<Turn> turns = Turn.joined(request.turns());
        if (!turns.isEmpty() && turns.getLast().role() == Turn.Role.ASSISTANT) {
            omissions.leaveOut(
                    "messages.prefill", "an answer that was begun cannot be continued here");
        }
        out.object().name("model").string(endpoint.model()).name("messages").array();
        new OpenAiMessageWriter(out, omissions).write(request.system(), turns);
        out.endArray();
        tools();
        sampling(request.sampling());
        format();
        reasoning();
        if (request.user() != null) {
            out.name("user").string(request.user());
        }
        if (request.serviceTier() != null) {
            out.name("service_tier")
                    .string(
                            switch (request.serviceTier()) {
                                case AUTO -> "auto";
                                case STANDARD -> "default";
                            });
        }
        if (request.stream()) {
            out.name("stream").bool(true);
            out.name("stream_options").raw("{\"include_usage\":true}");
        }
        return new ProviderWire.Translated(out.endObject().bytes(), omissions.names());
    }

    private void tools() {
        if (request.tools().isEmpty()) {
            return;
        }
        out.name("tools").array();
        for (Tool tool : request.tools()) {
            out.object().name("type").string("function").name("function").object();
            out.name("name").string(tool.name());
            if (tool.description() != null) {
                out.name("description").string(tool.description());
            }
            out.name("parameters").raw(tool.schema());
            if (tool.strict() != null) {
                out.name("strict").bool(tool.strict());
            }
            out.endObject().endObject();
        }
        out.endArray();
        if (request.toolChoice() != null) {
            out.name("tool_choice");
            toolChoice(request.toolChoice());
        }
        if (request.parallelTools() != null) {
            out.name("parallel_tool_calls").bool(request.parallelTools());
        }
    }

    private void toolChoice(ToolChoice choice) {
        switch (choice) {
            case ToolChoice.Auto() -> out.string("auto");
            case ToolChoice.None() -> out.string("none");
            case ToolChoice.Required() -> out.string("required");
            case ToolChoice.Named(String name) -> {
                out.object().name("type").string("function").name("function");
                out.object().name("name").string(name).endObject().endObject();
            }
        }
    }

    private void sampling(Sampling sampling) throws NotExpressible {
        if (sampling.maxOutputTokens() != null) {
            out.name(limitName(endpoint.provider())).number(sampling.maxOutputTokens());
        }
        if (sampling.temperature() != null) {
            out.name("temperature").number(sampling.temperature());
        }
        if (sampling.topP() != null) {
            out.name("top_p").number(sampling.topP());
        }
        if (sampling.topK() != null) {
            omissions.leaveOut("top_k", "cannot be said to an endpoint of dialect openai");
        }
        List<String> stop = sampling.stop();
        if (stop.size() > MOST_STOPS) {
            omissions.leaveOut("stop_sequences", "an endpoint of dialect openai takes four");
            stop = stop.subList(0, MOST_STOPS);
        }
        if (!stop.isEmpty()) {
            out.name("stop").array();
            stop.forEach(out::string);
            out.endArray();
        }
    }

    /// OpenAI's own models want `max_completion_tokens` and partly refuse the older name; many
    /// compatible servers know the older name only, and ignore the new one in silence.
    private static String limitName(Provider provider) {
        String host = provider.url().getHost();
        boolean current =
                provider.style() == Provider.Style.AZURE
                        || (host != null
                                && (host.equals("openai.com") || host.endsWith(".openai.com")));
        return current ? "max_completion_tokens" : "max_tokens";
    }

    private void format() {
        switch (request.format()) {
            case null -> {}
            case ResponseFormat.JsonObject() ->
                    out.name("response_format").raw("{\"type\":\"json_object\"}");
            case ResponseFormat.JsonSchema format -> {
                out.name("response_format").object().name("type").string("json_schema");
                out.name("json_schema").object();
                // The name is required here. Dialects that have none always enforce the schema.
                out.name("name").string(format.name() == null ? "response" : format.name());
                if (format.description() != null) {
                    out.name("description").string(format.description());
                }
                out.name("schema").raw(format.schema());
                out.name("strict").bool(format.strict() == null || format.strict());
                out.endObject().endObject();
            }
        }
    }

    private void reasoning() {
        Reasoning.Effort effort = effort(request.reasoning());
        if (effort != null) {
            out.name("reasoning_effort").string(effort.label());
        }
    }

    private static Reasoning.@Nullable Effort effort(@Nullable Reasoning reasoning) {
        if (reasoning == null || reasoning.mode() == Reasoning.Mode.OFF) {
            return null;
        }
        if (reasoning.effort() != null || reasoning.mode() != Reasoning.Mode.BUDGET) {
            return reasoning.effort();
        }
        if (reasoning.budgetTokens() <= LOW_BUDGET_TOKENS) {
            return Reasoning.Effort.LOW;
        }
        return reasoning.budgetTokens() <= MEDIUM_BUDGET_TOKENS
                ? Reasoning.Effort.MEDIUM
                : Reasoning.Effort.HIGH;
    }
}
