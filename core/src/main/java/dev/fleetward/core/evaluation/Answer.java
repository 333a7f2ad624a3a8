package dev.fleetward.core.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One whole answer of a model. Immutable.
///
/// @param refusal what the provider marks as a refusal; null if it marks none
/// @param outputTokens as the provider counts them; −1 if it does not say
/// @param firstTokenNanos from the end of waiting in the fleet to the first token; −1 if there was
///   none
/// @param finish why it ended, in OpenAI's words; empty if that was not said
public record Answer(
        String text,
        List<ToolCall> toolCalls,
        @Nullable String refusal,
        long outputTokens,
        long firstTokenNanos,
        String finish) {

    /// @param arguments JSON text, as the model wrote it
    public record ToolCall(String name, String arguments) {}

    public Answer {
        toolCalls = List.copyOf(toolCalls);
    }
}
