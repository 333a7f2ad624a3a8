package dev.fleetward.gateway.provider;

import dev.fleetward.gateway.wire.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads Anthropic's `message` object, as a whole answer and inside `message_start`. Confined to
/// the event loop of its call.
final class MessageObject {
    /// There are no choices in this dialect.
    private static final long ONLY = 0;

    private final AnswerFacts facts;
    private final UsageCounts counts;
    private final AnswerListener listener;
    private boolean brokenInput;

    /// What the values are read from, if that is known.
    private byte @Nullable [] source;

    /// The tool call that is the last block, or null.
    private AnswerListener.@Nullable ToolCall call;

    MessageObject(AnswerFacts facts, UsageCounts counts, AnswerListener listener) {
        this.facts = facts;
        this.counts = counts;
        this.listener = listener;
    }

    /// From now on, values are read from a parser of these bytes, from their start.
    void readFrom(byte[] bytes) {
        source = bytes;
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
            listener.finished(ONLY, facts.finish);
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
        String called = "";
        String input = "";
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> {
                    String type = Text.any(parser);
                    isCall = "tool_use".equals(type);
                    // Text may be empty; any other block is something.
                    facts.hasContent |= type != null && !type.equals("text");
                }
                case "text" -> {
                    text(parser);
                    said(parser);
                }
                case "thinking" -> text(parser);
                case "name" -> called = Text.any(parser);
                case "input" -> {
                    isObject = parser.currentToken() == JsonToken.START_OBJECT;
                    long start = parser.currentTokenLocation().getByteOffset();
                    long bytes = span(parser, start);
                    facts.contentBytes += bytes;
                    input = bytes == 0 ? "" : raw(start, bytes);
                }
                default -> parser.skipChildren();
            }
        }
        brokenInput |= isCall && !isObject;
        call = null;
        if (isCall) {
            begin(called == null ? "" : called, input);
        }
    }

    private void text(JsonParser parser) {
        int bytes = Json.textBytes(parser);
        facts.hasContent |= bytes > 0;
        facts.contentBytes += bytes;
    }

    /// Tells the text at the parser.
    void said(JsonParser parser) {
        String text = listener.wantsText() ? Text.any(parser) : null;
        if (text != null && !text.isEmpty()) {
            listener.text(ONLY, text);
        }
    }

    private void begin(String name, @Nullable String input) {
        AnswerListener.ToolCall begun = listener.toolCall(ONLY);
        begun.name(name);
        if (input == null) {
            begun.untold();
        } else {
            begun.arguments(input);
        }
        call = begun;
    }

    /// A further piece of the input of the tool call that is the last block.
    void input(String piece) {
        if (call != null) {
            call.arguments(piece);
        }
    }

    private @Nullable String raw(long start, long bytes) {
        return source == null
                ? null
                : new String(source, (int) start, (int) bytes, StandardCharsets.UTF_8);
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
    private static long span(JsonParser parser, long start) {
        parser.skipChildren();
        long bytes = parser.currentTokenLocation().getByteOffset() + 1 - start;
        return bytes <= 2 ? 0 : bytes;
    }
}
