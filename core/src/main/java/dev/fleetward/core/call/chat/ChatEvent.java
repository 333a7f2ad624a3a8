package dev.fleetward.core.call.chat;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import org.jspecify.annotations.Nullable;

/// One step of a streamed answer. Immutable.
///
/// A stream obeys these rules, whatever dialect it came from:
/// 1. `Started` comes first and once.
/// 2. Blocks follow one another: each is opened once, gets its deltas and is ended before the next
///    one opens. Who reads a dialect that interleaves blocks puts them in order.
/// 3. `Finished` comes once, after the last block.
/// 4. `UsageReported` may come at any time after `Started`, several times; the last one counts.
/// 5. `Ended` comes last, and only if the answer is whole.
public sealed interface ChatEvent {
    /// @param usage as far as it is known at the beginning
    record Started(String id, String model, Usage usage) implements ChatEvent {}

    record BlockStarted(Kind kind) implements ChatEvent {}

    record ToolUseStarted(String id, String name) implements ChatEvent {}

    /// A block that comes in one piece.
    record RedactedThinkingStarted(String data) implements ChatEvent {}

    /// More text of a block of any [Kind].
    record TextDelta(String text) implements ChatEvent {}

    record SignatureDelta(String signature) implements ChatEvent {}

    /// A fragment of the JSON of a tool's arguments.
    record ArgumentsDelta(String fragment) implements ChatEvent {}

    record BlockEnded() implements ChatEvent {}

    record Finished(FinishReason reason, @Nullable String stopSequence) implements ChatEvent {}

    /// The totals so far, not an increment.
    record UsageReported(Usage usage) implements ChatEvent {}

    /// The answer is whole.
    record Ended() implements ChatEvent {}

    /// What the text of a block is.
    enum Kind {
        TEXT,
        THINKING,
        REFUSAL
    }
}
