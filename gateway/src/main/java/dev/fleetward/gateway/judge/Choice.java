package dev.fleetward.gateway.judge;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.gateway.provider.AnswerListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was heard of one choice of an answer. Confined to the event loop of its call.
final class Choice {
    final long index;
    final StringBuilder text = new StringBuilder();
    final List<Called> calls = new ArrayList<>(0);

    /// Whether its text is not all in `text`.
    boolean untold;

    boolean refused;
    @Nullable FinishReason finish;

    Choice(long index) {
        this.index = index;
    }

    /// One tool call of it.
    static final class Called implements AnswerListener.ToolCall {
        private final Notes notes;
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();
        private boolean untold;

        Called(Notes notes) {
            this.notes = notes;
        }

        /// Some servers send a name in pieces, and some all of it again and again.
        @Override
        public void name(String piece) {
            if (!name.toString().contentEquals(piece)) {
                notes.write(name, piece);
            }
        }

        @Override
        public void arguments(String piece) {
            notes.write(arguments, piece);
        }

        @Override
        public void untold() {
            untold = true;
        }

        boolean isTold() {
            return !untold;
        }

        String name() {
            return name.toString();
        }

        String arguments() {
            return arguments.toString();
        }
    }
}
