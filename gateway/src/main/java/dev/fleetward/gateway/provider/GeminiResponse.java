package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.gateway.wire.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads `GenerateContentResponse` objects: a whole answer, or one after the other the events of a
/// stream, which have the same form. Of several candidates all count as one choice; no translated
/// request asks for more. Confined to the event loop of its call.
///
/// 1. The arguments of a function call come whole, in one part.
/// 2. A prompt that is blocked has no candidate and ends the answer.
/// 3. Why the answer ended is told to the listener once, by [#end].
final class GeminiResponse {
    private static final long ONLY = 0;
    private static final String NO_ARGUMENTS = "{}";

    final GeminiCounts counts = new GeminiCounts();
    final ErrorBody error = new ErrorBody();

    private final AnswerFacts facts;
    private final AnswerListener listener;
    private byte[] source = {};
    private int base;
    private boolean finished;
    private boolean called;
    private boolean brokenCall;

    GeminiResponse(AnswerFacts facts, AnswerListener listener) {
        this.facts = facts;
        this.listener = listener;
    }

    /// Reads one object to its end and past it.
    ///
    /// @param bytes what the parser reads, from `offset` on
    /// @throws tools.jackson.core.JacksonException if it is malformed
    void read(JsonParser parser, byte[] bytes, int offset) {
        source = bytes;
        base = offset;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "candidates" -> each(parser, this::candidate);
                case "promptFeedback" -> feedback(parser);
                case "usageMetadata" -> counts.read(parser);
                case "modelVersion" -> facts.model = Text.first(parser, facts.model);
                case "error" -> error.read(parser);
                default -> parser.skipChildren();
            }
        }
        Json.requireEnd(parser);
        if (called && facts.finish == FinishReason.STOP) {
            facts.finish = FinishReason.TOOL_CALLS;
        }
        if (counts.seen()) {
            facts.usage = counts.usage(finished);
            facts.serviceTier = counts.trafficType();
        }
    }

    /// Whether it has been said why the answer ended.
    boolean isFinished() {
        return finished;
    }

    /// Whether there is a function call that cannot be run.
    boolean hasBrokenCall() {
        return brokenCall;
    }

    /// The answer is whole.
    void end() {
        if (facts.finish != null) {
            listener.finished(ONLY, facts.finish);
        }
    }

    @FunctionalInterface
    private interface Item {
        void read(JsonParser parser);
    }

    /// The objects of an array.
    private static void each(JsonParser parser, Item item) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                item.read(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void candidate(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "content" -> content(parser);
                case "finishReason" -> finish(Text.orKeep(parser, null));
                default -> parser.skipChildren();
            }
        }
    }

    private void finish(@Nullable String word) {
        if (word == null) {
            return;
        }
        FinishReason reason = FinishWords.gemini(word);
        if (reason != null) {
            finished = true;
            facts.finish = reason;
            brokenCall |= FinishWords.isBrokenCall(word);
        }
    }

    private void feedback(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("blockReason") && Text.orKeep(parser, null) != null) {
                finished = true;
                facts.finish = FinishReason.CONTENT_FILTER;
            } else {
                parser.skipChildren();
            }
        }
    }

    private void content(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("parts")) {
                each(parser, this::part);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void part(JsonParser parser) {
        boolean thought = false;
        String text = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "text" -> {
                    int bytes = Json.textBytes(parser);
                    facts.hasContent |= bytes > 0;
                    facts.contentBytes += bytes;
                    text = bytes > 0 && listener.wantsText() ? Text.any(parser) : null;
                }
                case "thought" -> thought = parser.currentToken() == JsonToken.VALUE_TRUE;
                case "functionCall" -> call(parser);
                default -> parser.skipChildren();
            }
        }
        if (text != null && !thought) {
            listener.text(ONLY, text);
        }
    }

    private void call(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        called = true;
        facts.hasContent = true;
        String name = "";
        String arguments = NO_ARGUMENTS;
        for (String member = parser.nextName(); member != null; member = parser.nextName()) {
            JsonToken token = parser.nextToken();
            switch (member) {
                case "name" -> name = String.valueOf(Text.any(parser));
                case "args" -> {
                    brokenCall |= token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL;
                    arguments = token == JsonToken.START_OBJECT ? raw(parser) : NO_ARGUMENTS;
                }
                default -> parser.skipChildren();
            }
        }
        facts.contentBytes += name.length() + arguments.length();
        AnswerListener.ToolCall heard = listener.toolCall(ONLY);
        heard.name(name);
        heard.arguments(arguments);
    }

    /// The text of the object at the parser.
    private String raw(JsonParser parser) {
        int from = base + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = base + (int) parser.currentTokenLocation().getByteOffset() + 1;
        return new String(source, from, to - from, StandardCharsets.UTF_8);
    }
}
