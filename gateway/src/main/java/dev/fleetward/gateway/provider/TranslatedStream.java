package dev.fleetward.gateway.provider;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/// Reads a stream twice over: for its facts, as any stream, and in neutral terms, for a caller of
/// another dialect. Confined to the event loop of its call.
final class TranslatedStream implements StreamReader {
    /// Takes the data of one event in neutral terms.
    @FunctionalInterface
    interface Frames {
        void data(@Nullable String eventName, byte[] bytes, int dataOffset, int dataLength)
                throws MalformedAnswer;

        /// The answer is whole, in a dialect whose streams end without a terminal event.
        default void end() throws MalformedAnswer {}
    }

    private final JsonEventReader reader;
    private final Frames frames;
    private @Nullable Failure untranslatable;

    TranslatedStream(JsonEventReader reader, Frames frames) {
        this.reader = reader;
        this.frames = frames;
    }

    @Override
    public Frame read(byte[] bytes, int offset, int length) {
        Frame frame = reader.read(bytes, offset, length);
        if (frame == Frame.BROKEN || !reader.event.hasData()) {
            return frame;
        }
        try {
            frames.data(
                    reader.event.name(),
                    reader.event.data(),
                    reader.event.dataOffset(),
                    reader.event.dataLength());
            return frame;
        } catch (MalformedAnswer malformed) {
            untranslatable = Failure.of(FailureKind.MALFORMED_ANSWER);
            return Frame.BROKEN;
        }
    }

    @Override
    public boolean end() {
        if (!reader.end()) {
            return false;
        }
        try {
            frames.end();
            return true;
        } catch (MalformedAnswer malformed) {
            untranslatable = Failure.of(FailureKind.MALFORMED_ANSWER);
            return false;
        }
    }

    @Override
    public @Nullable Failure failure() {
        return untranslatable != null ? untranslatable : reader.failure();
    }

    @Override
    public AnswerFacts facts() {
        return reader.facts();
    }
}
