package dev.fleetward.core.region.likeness;

import dev.fleetward.core.call.FinishReason;
import org.jspecify.annotations.Nullable;

/// What one answer shows, by signal; NaN where it does not show it. A rate's signal is 0 or 1.
/// Immutable.
///
/// @param tokensPerSecond output tokens per second after the first one
public record Traits(
        double refused,
        double truncated,
        double toolsValid,
        double outputTokens,
        double tokensPerCharacter,
        double tokensPerSecond) {
    /// Of a whole answer.
    ///
    /// @param characters of its text, or its bytes, everywhere alike; an answer without text shows
    ///   no tokens per character
    /// @param decodeMicros from the first token to the last
    /// @param toolsValid null where the answer called no tool
    public static Traits of(
            FinishReason finish,
            int outputTokens,
            int characters,
            long decodeMicros,
            @Nullable Boolean toolsValid) {
        return new Traits(
                bit(finish == FinishReason.REFUSAL || finish == FinishReason.CONTENT_FILTER),
                bit(finish == FinishReason.LENGTH),
                toolsValid == null ? Double.NaN : bit(toolsValid),
                outputTokens,
                characters <= 0 ? Double.NaN : (double) outputTokens / characters,
                decodeMicros <= 0 || outputTokens < 2
                        ? Double.NaN
                        : (outputTokens - 1) * 1e6 / decodeMicros);
    }

    /// NaN where the answer does not show it.
    public double of(Signal signal) {
        return switch (signal) {
            case REFUSAL -> refused;
            case TRUNCATION -> truncated;
            case TOOL_VALIDITY -> toolsValid;
            case ANSWER_LENGTH -> outputTokens;
            case TOKENS_PER_CHARACTER -> tokensPerCharacter;
            case SPEED -> tokensPerSecond;
        };
    }

    private static double bit(boolean set) {
        return set ? 1 : 0;
    }
}
