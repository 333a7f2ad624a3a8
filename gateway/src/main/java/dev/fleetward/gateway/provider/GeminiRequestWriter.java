package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatRequest;
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

/// Writes a neutral request as `generateContent`. Confined to one translation. Model and streaming
/// are in the path.
///
/// Instructions in the midst of a conversation move to the end of the system instruction. Schemas
/// go as they are, in the members that take JSON schemas.
///
/// Left out in silence, because the answer means the same without it: cache marks; the detail in
/// which to look at an image; the name, the description and the strictness of a response format,
/// which is always kept to; the caller's name for its user; the service tier, of which both mean
/// the usual one here; thinking that no Gemini signed.
///
/// Not expressible: that tools are asked for one at a time, more than five stop sequences, a last
/// turn of the assistant that is to be continued, images and documents in tool results (a lenient
/// route moves them behind the result), a tool result without its call, files that were uploaded
/// elsewhere, and what the request itself lists in [ChatRequest#unshared()].
public final class GeminiRequestWriter {
    /// As many stop sequences as the dialect takes.
    static final int MOST_STOPS = 5;

    private final ChatRequest request;
    private final Endpoint endpoint;
    private final Omissions omissions;
    private final JsonText out = new JsonText(4096);

    private GeminiRequestWriter(ChatRequest request, Endpoint endpoint, boolean lenient) {
        this.request = request;
        this.endpoint = endpoint;
        this.omissions = new Omissions(lenient);
    }

    public static ProviderWire.Translated write(
            ChatRequest request, Endpoint endpoint, boolean lenient) throws NotExpressible {
        return new GeminiRequestWriter(request, endpoint, lenient).translated();
    }

    private ProviderWire.Translated translated() throws NotExpressible {
        omissions.leaveOutAll(request.unshared(), "gemini");
        List<Turn> turns = conversation();
        out.object();
        system();
        out.name("contents").array();
        new GeminiContentWriter(out, omissions, endpoint).write(turns);
        out.endArray();
        tools();
        generationConfig();
        return new ProviderWire.Translated(out.endObject().bytes(), omissions.names());
    }

    private List<Turn> conversation() throws NotExpressible {
        List<Turn> turns = new ArrayList<>();
        for (Turn turn : request.turns()) {
            List<Block> said = new ArrayList<>(turn.blocks());
            said.removeIf(GeminiContentWriter::isNothing);
            if (turn.role() != Turn.Role.SYSTEM && !said.isEmpty()) {
                turns.add(new Turn(turn.role(), said));
            }
        }
        if (turns.isEmpty()) {
            throw new NotExpressible(
                    "messages: an endpoint of dialect gemini needs a message that is neither"
                            + " empty nor an instruction");
        }
        if (turns.getLast().role() == Turn.Role.ASSISTANT) {
            omissions.leaveOut(
                    "messages.prefill", "an answer that was begun cannot be continued here");
        }
        return Turn.joined(turns);
    }

    private void system() {
        List<String> texts = new ArrayList<>();
        request.system().forEach(text -> texts.add(text.text()));
        for (Turn turn : request.turns()) {
            if (turn.role() == Turn.Role.SYSTEM) {
                for (Block block : turn.blocks()) {
                    if (block instanceof Block.Text text) {
                        texts.add(text.text());
                    }
                }
            }
        }
        texts.removeIf(String::isEmpty);
        if (!texts.isEmpty()) {
            out.name("systemInstruction").object().name("parts").array();
            texts.forEach(text -> out.object().name("text").string(text).endObject());
            out.endArray().endObject();
        }
    }

    private void tools() throws NotExpressible {
        if (request.tools().isEmpty()) {
            return;
        }
        boolean strict = false;
        out.name("tools").array().object().name("functionDeclarations").array();
        for (Tool tool : request.tools()) {
            out.object().name("name").string(tool.name());
            if (tool.description() != null) {
                out.name("description").string(tool.description());
            }
            out.name("parametersJsonSchema").raw(tool.schema()).endObject();
            strict |= tool.strict() != null && tool.strict();
        }
        out.endArray().endObject().endArray();
        if (request.parallelTools() != null
                && !request.parallelTools()
                && !(request.toolChoice() instanceof ToolChoice.None)) {
            omissions.leaveOut("parallel_tool_calls", "a model here may always ask for several");
        }
        toolChoice(request.toolChoice(), strict);
    }

    /// A strict tool's arguments fit their schema where the mode is `VALIDATED` or `ANY`.
    private void toolChoice(@Nullable ToolChoice choice, boolean strict) {
        if (choice == null && !strict) {
            return;
        }
        out.name("toolConfig").object().name("functionCallingConfig").object().name("mode");
        switch (choice) {
            case null -> out.string("VALIDATED");
            case ToolChoice.Auto() -> out.string(strict ? "VALIDATED" : "AUTO");
            case ToolChoice.None() -> out.string("NONE");
            case ToolChoice.Required() -> out.string("ANY");
            case ToolChoice.Named(String name) ->
                    out.string("ANY").name("allowedFunctionNames").array().string(name).endArray();
        }
        out.endObject().endObject();
    }

    private void generationConfig() throws NotExpressible {
        JsonText config = new JsonText().object();
        sampling(config, request.sampling());
        switch (request.format()) {
            case null -> {}
            case ResponseFormat.JsonObject() ->
                    config.name("responseMimeType").string("application/json");
            case ResponseFormat.JsonSchema format -> {
                config.name("responseMimeType").string("application/json");
                config.name("responseJsonSchema").raw(format.schema());
            }
        }
        if (request.reasoning() != null) {
            GeminiThinking.write(request.reasoning(), endpoint.model(), config);
        }
        String written = config.endObject().toString();
        if (!written.equals("{}")) {
            out.name("generationConfig").raw(written);
        }
    }

    private void sampling(JsonText config, Sampling sampling) throws NotExpressible {
        if (sampling.maxOutputTokens() != null) {
            config.name("maxOutputTokens").number(sampling.maxOutputTokens());
        }
        if (sampling.temperature() != null) {
            config.name("temperature").number(sampling.temperature());
        }
        if (sampling.topP() != null) {
            config.name("topP").number(sampling.topP());
        }
        if (sampling.topK() != null) {
            config.name("topK").number(sampling.topK());
        }
        List<String> stop = sampling.stop();
        if (stop.size() > MOST_STOPS) {
            omissions.leaveOut("stop_sequences", "an endpoint of dialect gemini takes five");
            stop = stop.subList(0, MOST_STOPS);
        }
        if (!stop.isEmpty()) {
            config.name("stopSequences").array();
            stop.forEach(config::string);
            config.endArray();
        }
    }
}
