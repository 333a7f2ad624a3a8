package dev.fleetward.gateway.provider;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.Json;
import dev.fleetward.gateway.wire.SseEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/// What the readers of all streams share: events without data are idle, data is one JSON object,
/// and whatever cannot be read breaks the stream. Confined to the event loop of its call.
abstract class JsonEventReader implements StreamReader {
    /// The event at hand.
    final SseEvent event = new SseEvent();

    final AnswerFacts facts = new AnswerFacts();
    final UsageCounts counts = new UsageCounts();
    private @Nullable Failure failure;

    @Override
    public final Frame read(byte[] bytes, int offset, int length) {
        failure = null;
        event.read(bytes, offset, length);
        if (!event.hasData()) {
            return Frame.IDLE;
        }
        Frame whole = withoutJson();
        if (whole != null) {
            return whole;
        }
        try (JsonParser parser =
                Json.openObject(event.data(), event.dataOffset(), event.dataLength())) {
            return read(parser);
        } catch (JacksonException e) {
            return broken(Failure.of(FailureKind.MALFORMED_ANSWER));
        }
    }

    /// An event that is known by its bytes or its name alone, or null.
    abstract @Nullable Frame withoutJson();

    /// Reads the data, to the end of its outermost object and past it ([Json#requireEnd]).
    ///
    /// @throws JacksonException if it is malformed
    abstract Frame read(JsonParser parser);

    final Frame broken(Failure failure) {
        this.failure = failure;
        return Frame.BROKEN;
    }

    final Frame malformed() {
        return broken(Failure.of(FailureKind.MALFORMED_ANSWER));
    }

    final Frame brokenToolCall() {
        return broken(Failure.of(FailureKind.BROKEN_TOOL_CALL));
    }

    /// Notes generated text.
    final void addContent(int bytes) {
        if (bytes > 0) {
            facts.hasContent = true;
            facts.contentBytes += bytes;
        }
    }

    @Override
    public final @Nullable Failure failure() {
        return failure;
    }

    @Override
    public final AnswerFacts facts() {
        return facts;
    }
}
