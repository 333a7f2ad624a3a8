package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;

/// Hears what a model says while a reader reads its answer: each choice apart, reasoning left out.
/// Confined to the event loop of its call. Never throws.
///
/// A reader tells everything of a sound answer before it says that the answer is whole.
public interface AnswerListener {
    /// Whether [#text] is wanted; to decode it costs.
    boolean wantsText();

    /// A further piece of the choice's text.
    void text(long choice, String piece);

    /// The choice holds text in a form that is not told.
    void untold(long choice);

    /// The model declines, in words or by a sign of its own.
    void refused(long choice);

    /// A tool call begins.
    ToolCall toolCall(long choice);

    /// The choice ended, for this reason.
    void finished(long choice, FinishReason reason);

    /// Hears one tool call.
    interface ToolCall {
        /// The name, or a piece of it.
        void name(String piece);

        /// A further piece of the JSON of its arguments.
        void arguments(String piece);

        /// It has arguments in a form that is not told.
        void untold();
    }

    /// For answers that nobody judges.
    AnswerListener NOBODY = new Nobody();

    /// Immutable.
    final class Nobody implements AnswerListener, ToolCall {
        private Nobody() {}

        @Override
        public boolean wantsText() {
            return false;
        }

        @Override
        public void text(long choice, String piece) {}

        @Override
        public void untold(long choice) {}

        @Override
        public void refused(long choice) {}

        @Override
        public ToolCall toolCall(long choice) {
            return this;
        }

        @Override
        public void finished(long choice, FinishReason reason) {}

        @Override
        public void name(String piece) {}

        @Override
        public void arguments(String piece) {}

        @Override
        public void untold() {}
    }
}
