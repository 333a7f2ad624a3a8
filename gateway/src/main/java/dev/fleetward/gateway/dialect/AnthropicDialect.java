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
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Callers that use the Anthropic Messages API. Immutable and thread-safe.
final class AnthropicDialect implements Dialect {
    @Override
    public WireDialect wire() {
        return WireDialect.ANTHROPIC;
    }

    @Override
    public CallFacts facts(Operation operation, JsonBody body) throws BadRequest {
        RequestFields fields = new RequestFields(body);
        return new CallFacts(
                operation,
                fields.model(),
                operation.generates() && fields.flag("stream"),
                true,
                operation.generates() ? fields.number("max_tokens", 0, -1) : -1,
                1,
                fields.elements("tools"),
                fields.images("messages") + fields.images("system"),
                fields.text("messages") + fields.text("system") + fields.schema("tools"),
                body.bytes().length);
    }

    /// A budget for thinking has to be below the limit, so a call that thinks keeps its own.
    @Override
    public JsonBody lowerOutput(JsonBody body, long most) {
        return body.member("thinking") != null
                ? body
                : OutputLimit.lowered(body, most, "max_tokens");
    }

    @Override
    public ChatRequest readChat(JsonBody body) throws BadRequest {
        return AnthropicChat.read(body);
    }

    @Override
    public byte[] writeChat(ChatReply reply) {
        return AnthropicChat.write(reply);
    }

    @Override
    public ChatStreamWriter chatStream(boolean usageAsked, long createdSeconds) {
        return AnthropicChat.stream(usageAsked, createdSeconds);
    }

    @Override
    public ErrorAnswer error(Failure failure, @Nullable CallId call) {
        List<String> headers = ErrorHeaders.of(failure, false);
        if (call != null) {
            headers.add("request-id");
            headers.add(call.toString());
        }
        byte[] wire = failure.wire();
        return new ErrorAnswer(
                ErrorHeaders.status(failure),
                headers,
                wire != null ? wire : errorObject(failure, call).getBytes(UTF_8));
    }

    @Override
    public byte[] streamError(Operation operation, Failure failure, @Nullable CallId call) {
        String event = "event: error\ndata: " + errorObject(failure, call) + "\n\n";
        return event.getBytes(UTF_8);
    }

    private static String errorObject(Failure failure, @Nullable CallId call) {
        StringBuilder json = new StringBuilder("{\"type\":\"error\",\"error\":{\"type\":\"");
        json.append(errorType(ErrorHeaders.status(failure))).append("\",\"message\":");
        Json.quote(json, failure.message()).append("},\"request_id\":");
        if (call == null) {
            json.append("null");
        } else {
            json.append('"').append(call).append('"');
        }
        return json.append('}').toString();
    }

    private static String errorType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 408, 504 -> "timeout_error";
            case 503, 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    @Override
    public byte[] models(List<ModelEntry> models) {
        StringBuilder json = new StringBuilder("{\"data\":[");
        String separator = "";
        for (ModelEntry model : models) {
            append(json.append(separator), model);
            separator = ",";
        }
        json.append("],\"has_more\":false,\"first_id\":");
        id(json, models.isEmpty() ? null : models.getFirst());
        id(json.append(",\"last_id\":"), models.isEmpty() ? null : models.getLast());
        return json.append('}').toString().getBytes(UTF_8);
    }

    @Override
    public byte[] model(ModelEntry model) {
        return append(new StringBuilder(), model).toString().getBytes(UTF_8);
    }

    private static StringBuilder append(StringBuilder json, ModelEntry model) {
        Json.quote(json.append("{\"type\":\"model\",\"id\":"), model.id());
        Json.quote(json.append(",\"display_name\":"), model.id());
        json.append(",\"created_at\":\"");
        json.append(Instant.ofEpochSecond(model.createdSeconds()));
        return json.append("\",\"lifecycle\":\"active\"}");
    }

    private static void id(StringBuilder json, @Nullable ModelEntry model) {
        if (model == null) {
            json.append("null");
        } else {
            Json.quote(json, model.id());
        }
    }
}
