package dev.fleetward.gateway.provider;

import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the `choices` of chat completions and completions, whole ones and chunks of a stream. No
/// state.
final class OpenAiChoices {
    private OpenAiChoices() {}

    /// Reads the value at the parser.
    ///
    /// @return how many choices there are; 0 also where it is no array
    static int read(JsonParser parser, AnswerFacts facts) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return 0;
        }
        int choices = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            choices++;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                choice(parser, facts);
            } else {
                parser.skipChildren();
            }
        }
        return choices;
    }

    private static void choice(JsonParser parser, AnswerFacts facts) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "delta", "message" -> message(parser, facts);
                case "text" -> addText(parser, facts);
                case "finish_reason" -> {
                    String word = Text.orKeep(parser, null);
                    facts.finish = word == null ? facts.finish : FinishWords.openAi(word);
                }
                default -> parser.skipChildren();
            }
        }
    }

    private static void message(JsonParser parser, AnswerFacts facts) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "content" -> content(parser, facts);
                case "refusal", "reasoning", "reasoning_content" -> addText(parser, facts);
                case "tool_calls" -> toolCalls(parser, facts);
                case "function_call" -> function(parser, facts);
                case "audio" -> {
                    facts.hasContent |= parser.currentToken() == JsonToken.START_OBJECT;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
    }

    /// A string, or, from some engines, a list of parts.
    private static void content(JsonParser parser, AnswerFacts facts) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            facts.hasContent |= parser.nextToken() != JsonToken.END_ARRAY;
            while (parser.currentToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
                parser.nextToken();
            }
        } else {
            addText(parser, facts);
        }
    }

    private static void toolCalls(JsonParser parser, AnswerFacts facts) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            facts.hasContent = true;
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                if (name.equals("function") || name.equals("custom")) {
                    function(parser, facts);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    private static void function(JsonParser parser, AnswerFacts facts) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        facts.hasContent = true;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "name", "arguments", "input" -> addText(parser, facts);
                default -> parser.skipChildren();
            }
        }
    }

    private static void addText(JsonParser parser, AnswerFacts facts) {
        int bytes = Json.textBytes(parser);
        facts.hasContent |= bytes > 0;
        facts.contentBytes += bytes;
    }

    /// The fields beside the choices that say who answered.
    ///
    /// @return false if `name` is none of them
    static boolean identity(String name, JsonParser parser, AnswerFacts facts) {
        switch (name) {
            case "model" -> facts.model = known(parser, facts.model);
            case "system_fingerprint" -> facts.fingerprint = known(parser, facts.fingerprint);
            case "service_tier" -> facts.serviceTier = known(parser, facts.serviceTier);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String known(JsonParser parser, @Nullable String known) {
        return Text.first(parser, known);
    }
}
