package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// Reads the stream of a response: typed events, the last of which is `response.completed`,
/// `response.incomplete` or `response.failed`. Confined to the event loop of its call.
final class ResponsesStream extends JsonEventReader {
    /// Some compatible servers send it here too, where it means nothing.
    private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);

    private final ResponseObject response;

    ResponsesStream(AnswerListener listener) {
        this.response = new ResponseObject(facts, counts, listener);
    }

    @Override
    @Nullable Frame withoutJson() {
        return event.dataIs(DONE) ? Frame.IDLE : null;
    }

    @Override
    Frame read(JsonParser parser) {
        String type = null;
        ErrorBody error = new ErrorBody();
        int delta = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> type = Text.any(parser);
                // The last event holds the whole answer once more; the type stands before it.
                case "response" -> response.read(parser, isLast(type));
                case "delta" -> delta = Json.textBytes(parser);
                // The `error` event has its fields at the top.
                case "error", "message", "code" -> error.field(name, parser);
                default -> parser.skipChildren();
            }
        }
        Json.requireEnd(parser);
        return type == null ? malformed() : frame(type, delta, error);
    }

    private static boolean isLast(@Nullable String type) {
        return "response.completed".equals(type) || "response.incomplete".equals(type);
    }

    private Frame frame(String type, int delta, ErrorBody error) {
        return switch (type) {
            case "response.completed", "response.incomplete" -> {
                facts.usage = counts.seen() ? counts.unfolded(true) : facts.usage;
                response.finish();
                yield response.hasBrokenArguments() ? brokenToolCall() : Frame.TERMINAL;
            }
            case "response.failed" -> {
                facts.usage = counts.seen() ? counts.unfolded(true) : facts.usage;
                yield broken(ProviderErrors.inside(response.error(), FailureKind.STREAM_ERROR));
            }
            case "error" -> broken(ProviderErrors.inside(error, FailureKind.STREAM_ERROR));
            default -> {
                if (type.endsWith(".delta")) {
                    addContent(delta);
                }
                if (counts.seen()) {
                    facts.usage = counts.unfolded(false);
                }
                yield Frame.CONTENT;
            }
        };
    }
}
