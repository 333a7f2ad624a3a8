package dev.fleetward.gateway.provider;

import dev.fleetward.gateway.wire.Json;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads Anthropic's `message` object, as a whole answer and inside `message_start`. Confined to
/// the event loop of its call.
final class MessageObject {
    private final AnswerFacts facts;
    private final UsageCounts counts;
    private boolean brokenInput;

    MessageObject(AnswerFacts facts, UsageCounts counts) {
        this.facts = facts;
        this.counts = counts;
    }

    /// Reads the value at the parser.
    ///
    /// @return whether it held usage
    boolean read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return false;
        }
        boolean usage = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            usage |= field(name, parser);
        }
        return usage;
    }

    /// Takes one field of the message.
    ///
    /// @return whether it was usage
    boolean field(String name, JsonParser parser) {
        switch (name) {
            case "model" -> facts.model = Text.first(parser, facts.model);
            case "stop_reason" -> stopReason(parser);
            case "content" -> blocks(parser);
            case "usage" -> {
                return counts.read(parser);
            }
            default -> parser.skipChildren();
        }
        return false;
    }

    /// Whether a whole tool call has an input that is no object.
    boolean hasBrokenInput() {
        return brokenInput;
    }

    void stopReason(JsonParser parser) {
        String word = Text.orKeep(parser, null);
        if (word != null) {
            facts.finish = FinishWords.anthropic(word);
        }
    }

    /// Reads one content block: a whole one, or the start of one whose text comes in deltas.
    void block(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        boolean isCall = false;
        boolean isObject = true;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> {
                    String type = Text.any(parser);
                    isCall = "tool_use".equals(type);
                    // Text may be empty; any other block is something.
                    facts.hasContent |= type != null && !type.equals("text");
                }
                case "text", "thinking" -> {
                    int bytes = Json.textBytes(parser);
                    facts.hasContent |= bytes > 0;
                    facts.contentBytes += bytes;
                }
                case "input" -> {
                    isObject = parser.currentToken() == JsonToken.START_OBJECT;
                    facts.contentBytes += span(parser);
                }
                default -> parser.skipChildren();
            }
        }
        brokenInput |= isCall && !isObject;
    }

    /// Copies what the usage said besides numbers.
    void noteTier() {
        facts.serviceTier = counts.serviceTier();
        facts.region = counts.inferenceGeo();
    }

    private void blocks(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            block(parser);
        }
    }

    /// The bytes of an object or array; an empty one, which streams start with, counts nothing.
    private static long span(JsonParser parser) {
        long start = parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        long bytes = parser.currentTokenLocation().getByteOffset() + 1 - start;
        return bytes <= 2 ? 0 : bytes;
    }
}
