package dev.fleetward.gateway.provider;

import dev.fleetward.core.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// Reads the stream of a `streamGenerateContent`. Confined to the event loop of its call.
///
/// There is no terminal event: the stream ends, and is whole if an event has said why the answer
/// ended. More may follow such an event, since some models say so in every one.
final class GeminiStream extends JsonEventReader {
    private final GeminiResponse response;

    GeminiStream(AnswerListener listener) {
        this.response = new GeminiResponse(facts, listener);
    }

    @Override
    @Nullable Frame withoutJson() {
        return null;
    }

    @Override
    Frame read(JsonParser parser) {
        response.read(parser, event.data(), event.dataOffset());
        if (response.error.isError()) {
            return broken(ProviderErrors.inside(response.error, FailureKind.STREAM_ERROR));
        }
        return response.hasBrokenCall() ? brokenToolCall() : Frame.CONTENT;
    }

    @Override
    public boolean end() {
        if (response.isFinished()) {
            response.end();
        }
        return response.isFinished();
    }
}
