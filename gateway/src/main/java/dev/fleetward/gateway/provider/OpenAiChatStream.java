package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// Reads the streams of chat completions and completions: chunks, perhaps one with nothing but
/// usage, and `[DONE]`. Confined to the event loop of its call.
///
/// Usage is the final word once it comes in a chunk without choices or once the stream is done;
/// some engines repeat a running count in every chunk.
final class OpenAiChatStream extends JsonEventReader {
    private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);
    private static final byte[] ERROR = "error".getBytes(US_ASCII);

    private final ToolCalls calls;

    OpenAiChatStream(AnswerListener listener) {
        this.calls = new ToolCalls(listener);
    }

    @Override
    @Nullable Frame withoutJson() {
        if (!event.dataIs(DONE)) {
            return null;
        }
        if (counts.seen()) {
            facts.usage = counts.unfolded(true);
        }
        calls.answerRead(facts.finish);
        return calls.isBroken() ? brokenToolCall() : Frame.TERMINAL;
    }

    @Override
    Frame read(JsonParser parser) {
        ErrorBody error = null;
        int choices = 0;
        boolean usage = false;
        boolean named = event.nameIs(ERROR);
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "choices" -> choices = OpenAiChoices.read(parser, facts, calls);
                case "usage" -> usage = counts.read(parser);
                // Some engines put an error's fields at the top; no chunk has these.
                case "error", "message", "type", "code" -> {
                    error = error == null ? new ErrorBody() : error;
                    error.field(name, parser);
                }
                default -> {
                    if (!OpenAiChoices.identity(name, parser, facts)) {
                        parser.skipChildren();
                    }
                }
            }
        }
        Json.requireEnd(parser);
        if (usage) {
            facts.usage = counts.unfolded(choices == 0);
        }
        if (named || (error != null && (error.isError() || !error.message().isEmpty()))) {
            ErrorBody said = error == null ? new ErrorBody() : error;
            return broken(ProviderErrors.inside(said, FailureKind.STREAM_ERROR));
        }
        if (calls.isBroken()) {
            return brokenToolCall();
        }
        return usage && choices == 0 ? Frame.USAGE : Frame.CONTENT;
    }
}
