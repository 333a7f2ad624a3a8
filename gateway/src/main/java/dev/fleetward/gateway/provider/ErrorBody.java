package dev.fleetward.gateway.provider;

import dev.fleetward.gateway.wire.Json;
import java.util.function.Consumer;
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
    private @Nullable String reason;
    private @Nullable String retryDelay;
    private boolean daily;
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

    /// The reason in the details of Google's errors.
    String reason() {
        return reason == null ? "" : reason;
    }

    /// How long to wait by the details of Google's errors, such as `34.07s`.
    String retryDelay() {
        return retryDelay == null ? "" : retryDelay;
    }

    /// Whether a limit per day is what Google's details say is exhausted.
    boolean isDaily() {
        return daily;
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
            case "details" -> details(parser);
            default -> parser.skipChildren();
        }
    }

    private void fields(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            field(name, parser);
        }
    }

    private void details(JsonParser parser) {
        each(
                parser,
                name -> {
                    switch (name) {
                        case "reason" -> reason = Text.orKeep(parser, reason);
                        case "retryDelay" -> retryDelay = Text.orKeep(parser, retryDelay);
                        case "violations" ->
                                each(
                                        parser,
                                        member -> {
                                            String value = Text.any(parser);
                                            daily |=
                                                    member.equals("quotaId")
                                                            && value != null
                                                            && value.contains("PerDay");
                                        });
                        default -> parser.skipChildren();
                    }
                });
    }

    /// The members of the objects of an array.
    private static void each(JsonParser parser, Consumer<String> member) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                member.accept(name);
            }
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
