package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.gateway.wire.Json;
import dev.fleetward.gateway.wire.JsonValue;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The numbers of a `usage` object, as one provider spells them and before anybody unfolds them.
/// Reading a further object replaces what that object names and keeps the rest, as cumulative
/// reports want it. Confined to the event loop of its call.
final class UsageCounts {
    private static final long ABSENT = Json.NO_COUNT;

    private long input = ABSENT;
    private long output = ABSENT;
    private long total = ABSENT;
    private long reasoning = ABSENT;
    // Parts of the prompt, for dialects that count them inside it.
    private long cached = ABSENT;
    private long cacheWritten = ABSENT;
    // Beside the prompt, for the dialect that counts them apart.
    private long cacheRead = ABSENT;
    private long cacheCreation = ABSENT;
    private long cacheCreation5m = ABSENT;
    private long cacheCreation1h = ABSENT;

    private boolean seen;
    private @Nullable String serviceTier;
    private @Nullable String inferenceGeo;

    /// Whether any report has been read.
    boolean seen() {
        return seen;
    }

    boolean hasOutput() {
        return output != ABSENT;
    }

    @Nullable String serviceTier() {
        return serviceTier;
    }

    @Nullable String inferenceGeo() {
        return inferenceGeo;
    }

    /// Reads the value at the parser.
    ///
    /// @return false if it is no object, such as the null of a report yet to come
    boolean read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return false;
        }
        seen = true;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "prompt_tokens", "input_tokens" -> input = next(parser, input);
                case "completion_tokens", "output_tokens" -> output = next(parser, output);
                case "total_tokens" -> total = next(parser, total);
                case "prompt_tokens_details",
                        "input_tokens_details",
                        "completion_tokens_details",
                        "output_tokens_details" ->
                        readDetails(parser);
                case "prompt_cache_hit_tokens" -> cached = next(parser, cached);
                case "cache_read_input_tokens" -> cacheRead = next(parser, cacheRead);
                case "cache_creation_input_tokens" -> cacheCreation = next(parser, cacheCreation);
                case "cache_creation" -> readCacheCreation(parser);
                case "service_tier" -> serviceTier = Text.orKeep(parser, serviceTier);
                case "inference_geo" -> inferenceGeo = Text.orKeep(parser, inferenceGeo);
                default -> parser.skipChildren();
            }
        }
        return true;
    }

    /// The same for a body that has been read whole.
    boolean read(JsonValue usage) {
        if (!(usage instanceof JsonValue.Obj)) {
            return false;
        }
        byte[] json = usage.raw().getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = Json.openObject(json, 0, json.length)) {
            return read(parser);
        }
    }

    private void readDetails(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "cached_tokens" -> cached = next(parser, cached);
                case "cache_write_tokens" -> cacheWritten = next(parser, cacheWritten);
                case "reasoning_tokens", "thinking_tokens" -> reasoning = next(parser, reasoning);
                default -> parser.skipChildren();
            }
        }
    }

    private void readCacheCreation(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "ephemeral_5m_input_tokens" -> cacheCreation5m = next(parser, cacheCreation5m);
                case "ephemeral_1h_input_tokens" -> cacheCreation1h = next(parser, cacheCreation1h);
                default -> parser.skipChildren();
            }
        }
    }

    private static long next(JsonParser parser, long known) {
        long count = Json.count(parser);
        return count == ABSENT ? known : count;
    }

    /// Usage of a dialect that counts cached tokens inside the prompt's.
    Usage unfolded(boolean last) {
        long prompt = input;
        long generated = output;
        if (generated == ABSENT && total != ABSENT && prompt != ABSENT) {
            // Embeddings name no output, but the sum tells it.
            generated = Math.max(0, total - prompt);
        }
        long fresh =
                prompt == ABSENT
                        ? ABSENT
                        : Math.max(0, prompt - Math.max(0, cached) - Math.max(0, cacheWritten));
        return new Usage(
                count(fresh, last),
                count(cached, last),
                count(cacheWritten, last),
                TokenCount.ABSENT,
                count(generated, last),
                count(reasoning, last));
    }

    /// Usage of the dialect that counts cached tokens beside the others.
    ///
    /// @param lastOutput whether the output is the provider's final word too, not only the input
    Usage apart(boolean last, boolean lastOutput) {
        long shortLived = cacheCreation5m;
        if (cacheCreation != ABSENT) {
            shortLived = Math.max(0, cacheCreation - Math.max(0, cacheCreation1h));
        }
        return new Usage(
                count(input, last),
                count(cacheRead, last),
                count(shortLived, last),
                count(cacheCreation1h, last),
                count(output, lastOutput),
                count(reasoning, lastOutput));
    }

    private static TokenCount count(long tokens, boolean last) {
        if (tokens == ABSENT) {
            return TokenCount.ABSENT;
        }
        return last ? TokenCount.reported(tokens) : TokenCount.partial(tokens);
    }
}
