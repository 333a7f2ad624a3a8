package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.gateway.wire.JsonValue;

/// Reads usage of chat completions, where tokens read from and written to a cache are inside the
/// prompt tokens. Stateless.
final class OpenAiChatUsage {
    private OpenAiChatUsage() {}

    /// [Usage#NONE] where there is nothing.
    static Usage read(JsonValue usage) {
        if (!(usage instanceof JsonValue.Obj)) {
            return Usage.NONE;
        }
        JsonValue prompt = usage.get("prompt_tokens_details");
        TokenCount read = count(prompt.get("cached_tokens"));
        TokenCount write = count(prompt.get("cache_write_tokens"));
        TokenCount all = count(usage.get("prompt_tokens"));
        TokenCount fresh =
                all.isKnown()
                        ? TokenCount.reported(
                                Math.max(0, all.tokens() - read.tokens() - write.tokens()))
                        : all;
        return new Usage(
                fresh,
                read,
                write,
                TokenCount.ABSENT,
                count(usage.get("completion_tokens")),
                count(usage.get("completion_tokens_details").get("reasoning_tokens")));
    }

    private static TokenCount count(JsonValue value) {
        long tokens = value.wholeNumber(-1);
        return tokens < 0 ? TokenCount.ABSENT : TokenCount.reported(tokens);
    }
}
