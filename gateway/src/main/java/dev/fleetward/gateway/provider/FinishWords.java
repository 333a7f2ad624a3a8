package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import org.jspecify.annotations.Nullable;

/// What the dialects' words for the end of an answer mean. No state.
final class FinishWords {
    private FinishWords() {}

    static FinishReason openAi(String word) {
        return switch (word) {
            case "stop" -> FinishReason.STOP;
            case "length", "max_output_tokens", "max_tokens" -> FinishReason.LENGTH;
            case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }

    static FinishReason anthropic(String word) {
        return switch (word) {
            case "end_turn" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "pause_turn" -> FinishReason.PAUSE;
            case "refusal" -> FinishReason.REFUSAL;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_EXCEEDED;
            default -> FinishReason.OTHER;
        };
    }

    /// Null where the word says that the answer goes on.
    static @Nullable FinishReason gemini(String word) {
        return switch (word) {
            case "", "FINISH_REASON_UNSPECIFIED" -> null;
            case "STOP" -> FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" ->
                    FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }

    /// Whether the `gemini` dialect says that the model wrote a function call that cannot be read.
    static boolean isBrokenCall(String word) {
        return word.equals("MALFORMED_FUNCTION_CALL");
    }

    /// Whether an answer that ended so may be less than whole: hold nothing, since all its tokens
    /// went into hidden reasoning or what there was may not be shown, or end in the middle of a
    /// tool call.
    static boolean cutsShort(FinishReason reason) {
        return switch (reason) {
            case LENGTH, STOP_SEQUENCE, CONTENT_FILTER, REFUSAL, PAUSE, CONTEXT_EXCEEDED -> true;
            case STOP, TOOL_CALLS, OTHER -> false;
        };
    }
}
