package dev.fleetward.gateway.provider;

import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// What an error says, in any of the shapes in use: `{"error":{…}}` (both dialects),
/// `{"error":"…"}`, the fields at the top (some self-hosted engines, Bedrock), and any of these as
/// the one element of an array (Vertex). Confined to one thread while it is read.
final class ErrorBody {
    private @Nullable String message;
    private @Nullable String type;
    private @Nullable String code;
    private @Nullable String param;
    private @Nullable String status;
    private boolean error;

    /// Reads a body that may be anything, HTML too.
    static ErrorBody of(byte[] body) {
        ErrorBody read = new ErrorBody();
        int from = 0;
        int to = body.length;
        while (from < to && body[from] <= ' ' && body[from] > 0) {
            from++;
        }
        while (to > from && body[to - 1] <= ' ' && body[to - 1] > 0) {
            to--;
        }
        if (to - from > 1 && body[from] == '[' && body[to - 1] == ']') {
            from++;
            to--;
        }
        try (JsonParser parser = Json.openObject(body, from, to - from)) {
            read.fields(parser);
            Json.requireEnd(parser);
            return read;
        } catch (JacksonException e) {
            return new ErrorBody();
        }
    }

    String message() {
        return message == null ? "" : message;
    }

    String type() {
        return type == null ? "" : type;
    }

    String code() {
        return code == null ? "" : code;
    }

    /// The word for the status in Google's errors.
    String status() {
        return status == null ? "" : status;
    }

    String param() {
        return param == null ? "" : param;
    }

    /// Whether it has the shape in which both dialects send errors, so that a caller's SDK can read
    /// it.
    boolean isError() {
        return error;
    }

    /// Reads the value of an `error` member: an object, or a mere message.
    ///
    /// @return whether there is an error at all: not null, not false
    boolean read(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            fields(parser);
            error = true;
        } else if (token == JsonToken.VALUE_STRING) {
            message = parser.getString();
            error = true;
        } else {
            parser.skipChildren();
        }
        return error;
    }

    /// Takes one field of an error that has its fields beside others.
    void field(String name, JsonParser parser) {
        switch (name) {
            case "message", "detail" -> message = Text.first(parser, message);
            case "type" -> type = kindOfError(parser, type);
            case "__type" -> type = Text.orKeep(parser, type);
            case "status" -> status = Text.orKeep(parser, status);
            case "code" -> code = word(parser, code);
            case "param" -> param = Text.orKeep(parser, param);
            case "error" -> read(parser);
            default -> parser.skipChildren();
        }
    }

    private void fields(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            field(name, parser);
        }
    }

    /// The `error` beside Anthropic's error object is the type of the envelope.
    private static @Nullable String kindOfError(JsonParser parser, @Nullable String known) {
        String read = Text.orKeep(parser, known);
        return "error".equals(read) ? known : read;
    }

    /// Some engines send the status as a number.
    private static @Nullable String word(JsonParser parser, @Nullable String known) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getString();
        }
        return Text.orKeep(parser, known);
    }
}
