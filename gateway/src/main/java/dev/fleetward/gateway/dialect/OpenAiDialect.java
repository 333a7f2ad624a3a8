package dev.fleetward.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.gateway.wire.Json;
import dev.fleetward.gateway.wire.JsonBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Callers that use the OpenAI API. Immutable and thread-safe.
final class OpenAiDialect implements Dialect {
    private static final byte[] USAGE_ASKED = "{\"include_usage\":true}".getBytes(UTF_8);
    private static final byte[] USAGE_ASKED_WITH_SPACE =
            "{\"include_usage\": true}".getBytes(UTF_8);

    @Override
    public WireDialect wire() {
        return WireDialect.OPENAI;
    }

    @Override
    public CallFacts facts(Operation operation, JsonBody body) throws BadRequest {
        RequestFields fields = new RequestFields(body);
        boolean stream = operation.generates() && fields.flag("stream");
        return new CallFacts(
                operation,
                fields.model(),
                stream,
                operation == Operation.RESPONSES || (stream && asksForUsage(fields)),
                maxOutputTokens(operation, fields),
                choices(operation, fields),
                fields.elements("tools") + fields.elements("functions"),
                fields.images("messages") + fields.images("input"),
                textBytes(operation, fields),
                body.bytes().length);
    }

    @Override
    public JsonBody lowerOutput(JsonBody body, long most) {
        return OutputLimit.lowered(
                body, most, "max_completion_tokens", "max_tokens", "max_output_tokens");
    }

    /// The usual spellings are known by their bytes; any other is read.
    private static boolean asksForUsage(RequestFields fields) throws BadRequest {
        return fields.isExactly("stream_options", USAGE_ASKED)
                || fields.isExactly("stream_options", USAGE_ASKED_WITH_SPACE)
                || fields.flagWithin("stream_options", "include_usage");
    }

    private static long maxOutputTokens(Operation operation, RequestFields fields)
            throws BadRequest {
        return switch (operation) {
            case CHAT_COMPLETIONS ->
                    fields.number("max_completion_tokens", 0, fields.number("max_tokens", 0, -1));
            case RESPONSES -> fields.number("max_output_tokens", 0, -1);
            case COMPLETIONS, MESSAGES -> fields.number("max_tokens", 0, -1);
            case EMBEDDINGS, COUNT_TOKENS, GENERATE_CONTENT -> -1;
        };
    }

    /// Completions may also be generated in vain: all of `best_of` are billed.
    private static int choices(Operation operation, RequestFields fields) throws BadRequest {
        long choices =
                switch (operation) {
                    case CHAT_COMPLETIONS -> fields.number("n", 1, 1);
                    case COMPLETIONS -> fields.number("best_of", 1, fields.number("n", 1, 1));
                    case RESPONSES, EMBEDDINGS, MESSAGES, COUNT_TOKENS, GENERATE_CONTENT -> 1;
                };
        return (int) Math.min(choices, Integer.MAX_VALUE);
    }

    private static long textBytes(Operation operation, RequestFields fields) {
        long schemas = fields.schema("tools") + fields.schema("functions") + fields.schema("text");
        return switch (operation) {
            case CHAT_COMPLETIONS ->
                    fields.text("messages") + schemas + fields.schema("response_format");
            case RESPONSES -> fields.text("input") + fields.text("instructions") + schemas;
            case EMBEDDINGS -> fields.text("input");
            case COMPLETIONS -> fields.text("prompt") + fields.text("suffix");
            case MESSAGES, COUNT_TOKENS -> fields.text("messages");
            case GENERATE_CONTENT -> 0;
        };
    }

    @Override
    public ChatRequest readChat(JsonBody body) throws BadRequest {
        return OpenAiChat.read(body);
    }

    @Override
    public byte[] writeChat(ChatReply reply) {
        return OpenAiChat.write(reply);
    }

    @Override
    public ChatStreamWriter chatStream(boolean usageAsked, long createdSeconds) {
        return OpenAiChat.stream(usageAsked, createdSeconds);
    }

    @Override
    public ErrorAnswer error(Failure failure, @Nullable CallId call) {
        List<String> headers = ErrorHeaders.of(failure, true);
        if (call != null) {
            headers.add("x-request-id");
            headers.add(call.toString());
        }
        int status = ErrorHeaders.status(failure);
        byte[] wire = failure.wire();
        return new ErrorAnswer(
                // Their SDKs know 503, not 529.
                status == 529 ? 503 : status,
                headers,
                wire != null ? wire : OpenAiErrors.object(failure).getBytes(UTF_8));
    }

    @Override
    public byte[] streamError(Operation operation, Failure failure, @Nullable CallId call) {
        String event =
                operation == Operation.RESPONSES
                        ? "event: error\ndata: " + OpenAiErrors.responsesEvent(failure)
                        : "data: " + OpenAiErrors.object(failure);
        return (event + "\n\n").getBytes(UTF_8);
    }

    @Override
    public byte[] models(List<ModelEntry> models) {
        StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
        String separator = "";
        for (ModelEntry model : models) {
            append(json.append(separator), model);
            separator = ",";
        }
        return json.append("]}").toString().getBytes(UTF_8);
    }

    @Override
    public byte[] model(ModelEntry model) {
        return append(new StringBuilder(), model).toString().getBytes(UTF_8);
    }

    private static StringBuilder append(StringBuilder json, ModelEntry model) {
        Json.quote(json.append("{\"id\":"), model.id());
        json.append(",\"object\":\"model\",\"created\":").append(model.createdSeconds());
        return Json.quote(json.append(",\"owned_by\":"), model.ownedBy()).append('}');
    }
}
