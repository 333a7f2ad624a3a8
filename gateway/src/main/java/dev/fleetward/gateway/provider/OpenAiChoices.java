package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
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
    /// @param calls takes the tool calls
    /// @return how many choices there are; 0 also where it is no array
    static int read(JsonParser parser, AnswerFacts facts, ToolCalls calls) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return 0;
        }
        int choices = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            choices++;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                choice(parser, facts, calls);
            } else {
                parser.skipChildren();
            }
        }
        return choices;
    }

    private static void choice(JsonParser parser, AnswerFacts facts, ToolCalls calls) {
        long index = 0;
        FinishReason finish = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "index" -> index = Json.count(parser);
                case "delta" -> message(parser, facts, calls, false);
                case "message" -> message(parser, facts, calls, true);
                case "text" -> said(parser, facts, calls);
                case "finish_reason" -> {
                    String word = Text.orKeep(parser, null);
                    finish = word == null ? finish : FinishWords.openAi(word);
                }
                default -> parser.skipChildren();
            }
        }
        if (finish != null) {
            facts.finish = finish;
        }
        calls.choiceRead(index, finish);
    }

    /// @param whole whether it is a message, whose tool calls have no index, and not a delta
    private static void message(
            JsonParser parser, AnswerFacts facts, ToolCalls calls, boolean whole) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "content" -> content(parser, facts, calls);
                case "refusal" -> {
                    if (addText(parser, facts) > 0) {
                        calls.refused();
                    }
                }
                case "reasoning", "reasoning_content" -> addText(parser, facts);
                case "tool_calls" -> toolCalls(parser, facts, calls, whole);
                case "function_call" -> {
                    Function function = function(parser, facts);
                    if (function != null) {
                        calls.fragment(ToolCalls.ONLY, null, function);
                    }
                }
                case "audio" -> {
                    facts.hasContent |= parser.currentToken() == JsonToken.START_OBJECT;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
    }

    /// A string, or, from some engines, a list of parts.
    private static void content(JsonParser parser, AnswerFacts facts, ToolCalls calls) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            calls.untold();
            facts.hasContent |= parser.nextToken() != JsonToken.END_ARRAY;
            while (parser.currentToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
                parser.nextToken();
            }
        } else {
            said(parser, facts, calls);
        }
    }

    private static void said(JsonParser parser, AnswerFacts facts, ToolCalls calls) {
        if (addText(parser, facts) > 0 && calls.wantsText()) {
            calls.text(parser.getString());
        }
    }

    private static void toolCalls(
            JsonParser parser, AnswerFacts facts, ToolCalls calls, boolean whole) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        for (long place = 0; parser.nextToken() != JsonToken.END_ARRAY; place++) {
            facts.hasContent = true;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                toolCall(parser, facts, calls, whole ? place : 0, whole);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void toolCall(
            JsonParser parser, AnswerFacts facts, ToolCalls calls, long standard, boolean whole) {
        long place = standard;
        String id = null;
        Function function = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "index" -> place = whole ? standard : Json.count(parser);
                case "id" -> id = Text.any(parser);
                case "function" -> function = function(parser, facts);
                case "custom" -> function(parser, facts);
                default -> parser.skipChildren();
            }
        }
        if (function != null) {
            calls.fragment(place, id, function);
        }
    }

    /// What one message or delta holds of a function call.
    ///
    /// @param arguments JSON, or a piece of it; empty where there is none
    /// @param told whether those are all
    record Function(String name, String arguments, boolean told) {}

    /// @return null where it is no object; the input of a custom tool is any text and left out
    private static @Nullable Function function(JsonParser parser, AnswerFacts facts) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        facts.hasContent = true;
        String called = "";
        String arguments = "";
        boolean told = true;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "name" -> called = addText(parser, facts) > 0 ? parser.getString() : "";
                case "input" -> addText(parser, facts);
                case "arguments" -> {
                    // Some servers send the object itself, which was parsed with the rest.
                    told = parser.currentToken().isScalarValue();
                    arguments = addText(parser, facts) > 0 ? parser.getString() : "";
                }
                default -> parser.skipChildren();
            }
        }
        return new Function(called, arguments, told);
    }

    /// @return the UTF-8 length of the string at the parser, 0 for anything else
    private static int addText(JsonParser parser, AnswerFacts facts) {
        int bytes = Json.textBytes(parser);
        facts.hasContent |= bytes > 0;
        facts.contentBytes += bytes;
        return bytes;
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
