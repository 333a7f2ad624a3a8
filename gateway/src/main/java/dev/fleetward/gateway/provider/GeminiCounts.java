package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.gateway.wire.Json;
import dev.fleetward.gateway.wire.JsonValue;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The numbers of `usageMetadata`. Every report of a stream is cumulative: a later one replaces
/// what it names and keeps the rest. Cached tokens are inside the prompt's; thoughts and the
/// prompts of tools that the provider runs stand beside the answer's and the prompt's. Confined to
/// the event loop of its call.
final class GeminiCounts {
    private static final long ABSENT = Json.NO_COUNT;

    private long prompt = ABSENT;
    private long cached = ABSENT;
    private long toolPrompts = ABSENT;
    private long candidates = ABSENT;
    private long thoughts = ABSENT;
    private long total = ABSENT;
    private boolean seen;
    private @Nullable String trafficType;

    /// Whether any report has been read.
    boolean seen() {
        return seen;
    }

    /// Which capacity served, or null.
    @Nullable String trafficType() {
        return trafficType;
    }

    /// Reads the value at the parser.
    void read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        seen = true;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "promptTokenCount" -> prompt = next(parser, prompt);
                case "cachedContentTokenCount" -> cached = next(parser, cached);
                case "toolUsePromptTokenCount" -> toolPrompts = next(parser, toolPrompts);
                case "candidatesTokenCount" -> candidates = next(parser, candidates);
                case "thoughtsTokenCount" -> thoughts = next(parser, thoughts);
                case "totalTokenCount" -> total = next(parser, total);
                case "trafficType" -> trafficType = Text.orKeep(parser, trafficType);
                default -> parser.skipChildren();
            }
        }
    }

    /// The same for a body that has been read whole.
    void read(JsonValue usage) {
        if (usage instanceof JsonValue.Obj) {
            byte[] json = usage.raw().getBytes(StandardCharsets.UTF_8);
            try (JsonParser parser = Json.openObject(json, 0, json.length)) {
                read(parser);
            }
        }
    }

    private static long next(JsonParser parser, long known) {
        long count = Json.count(parser);
        return count == ABSENT ? known : count;
    }

    /// @param last whether the answer is over, so that no further report will come
    Usage usage(boolean last) {
        if (!seen) {
            return Usage.NONE;
        }
        long fresh =
                prompt == ABSENT
                        ? ABSENT
                        : Math.max(0, prompt - Math.max(0, cached)) + Math.max(0, toolPrompts);
        return new Usage(
                count(fresh, last),
                count(cached, last),
                TokenCount.ABSENT,
                TokenCount.ABSENT,
                count(output(), last),
                count(thoughts, last));
    }

    private long output() {
        if (candidates != ABSENT || thoughts != ABSENT) {
            return Math.max(0, candidates) + Math.max(0, thoughts);
        }
        // Blocked prompts name no candidates, but the sum tells that there were none.
        return total == ABSENT || prompt == ABSENT
                ? ABSENT
                : Math.max(0, total - prompt - Math.max(0, toolPrompts));
    }

    private static TokenCount count(long tokens, boolean last) {
        if (tokens == ABSENT) {
            return TokenCount.ABSENT;
        }
        return last ? TokenCount.reported(tokens) : TokenCount.partial(tokens);
    }
}
