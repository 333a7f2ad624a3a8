package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the `response` object of the Responses API, as a whole answer and inside events. Confined
/// to the event loop of its call.
final class ResponseObject {
    /// There are no choices in this API.
    private static final long ONLY = 0;

    private final AnswerFacts facts;
    private final UsageCounts counts;
    private final AnswerListener listener;
    private ErrorBody error = new ErrorBody();
    private boolean calledTool;
    private boolean brokenArguments;

    /// Whether what is read is told.
    private boolean telling;

    private @Nullable String status;
    private @Nullable String incompleteReason;

    ResponseObject(AnswerFacts facts, UsageCounts counts, AnswerListener listener) {
        this.facts = facts;
        this.counts = counts;
        this.listener = listener;
    }

    /// Its error, which says nothing where there is none.
    ErrorBody error() {
        return error;
    }

    /// `completed`, `incomplete`, `failed`, `in_progress`, `queued`, `cancelled`; empty if absent.
    String status() {
        return status == null ? "" : status;
    }

    /// Whether a function call of a completed response has arguments that are no JSON. One that was
    /// cut short may.
    boolean hasBrokenArguments() {
        return brokenArguments && status().equals("completed");
    }

    /// Reads the value at the parser.
    ///
    /// @param tell whether it is the whole answer, and what the model said in it is told
    void read(JsonParser parser, boolean tell) {
        telling = tell;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "status" -> status = Text.any(parser);
                case "usage" -> counts.read(parser);
                case "output" -> output(parser);
                case "incomplete_details" -> incompleteDetails(parser);
                case "error" -> {
                    error = new ErrorBody();
                    error.read(parser);
                }
                default -> {
                    if (!OpenAiChoices.identity(name, parser, facts)) {
                        parser.skipChildren();
                    }
                }
            }
        }
    }

    /// Settles why generation ended.
    void finish() {
        if (incompleteReason != null) {
            facts.finish = FinishWords.openAi(incompleteReason);
        } else if (calledTool) {
            facts.finish = FinishReason.TOOL_CALLS;
        } else if (status().equals("completed") || status().isEmpty()) {
            facts.finish = FinishReason.STOP;
        } else {
            facts.finish = FinishReason.OTHER;
        }
        listener.finished(ONLY, facts.finish);
    }

    private void output(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        // Where the parts came as events before, their text is counted already.
        boolean counted = facts.contentBytes > 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                item(parser, counted);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void item(JsonParser parser, boolean counted) {
        String arguments = null;
        String type = null;
        String called = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> {
                    type = Text.any(parser);
                    calledTool |= "function_call".equals(type) || "custom_tool_call".equals(type);
                    // A message may be empty; any other item is something.
                    facts.hasContent |= type != null && !type.equals("message");
                }
                case "content", "summary" -> parts(parser, counted);
                case "arguments" -> {
                    text(parser, counted);
                    arguments = Text.any(parser);
                }
                case "input" -> text(parser, counted);
                case "name" -> called = Text.any(parser);
                default -> parser.skipChildren();
            }
        }
        brokenArguments |= arguments != null && !ToolArguments.areWhole(arguments);
        if (telling && "function_call".equals(type)) {
            AnswerListener.ToolCall call = listener.toolCall(ONLY);
            call.name(called == null ? "" : called);
            if (arguments == null) {
                call.untold();
            } else {
                call.arguments(arguments);
            }
        }
    }

    private void parts(JsonParser parser, boolean counted) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            part(parser, counted);
        }
    }

    private void part(JsonParser parser, boolean counted) {
        String type = null;
        String text = null;
        boolean refused = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> type = Text.any(parser);
                case "text" -> {
                    text(parser, counted);
                    text = telling && listener.wantsText() ? Text.any(parser) : null;
                }
                case "refusal" -> {
                    text(parser, counted);
                    refused = true;
                }
                default -> parser.skipChildren();
            }
        }
        // Reasoning has parts too.
        if (text != null && "output_text".equals(type)) {
            listener.text(ONLY, text);
        }
        if (telling && refused) {
            listener.refused(ONLY);
        }
    }

    private void text(JsonParser parser, boolean counted) {
        int bytes = Json.textBytes(parser);
        facts.hasContent |= bytes > 0;
        facts.contentBytes += counted ? 0 : bytes;
    }

    private void incompleteDetails(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("reason")) {
                incompleteReason = Text.orKeep(parser, incompleteReason);
            } else {
                parser.skipChildren();
            }
        }
    }
}
