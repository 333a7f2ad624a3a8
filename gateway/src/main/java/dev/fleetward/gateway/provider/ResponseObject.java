package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the `response` object of the Responses API, as a whole answer and inside events. Confined
/// to the event loop of its call.
final class ResponseObject {
    private final AnswerFacts facts;
    private final UsageCounts counts;
    private ErrorBody error = new ErrorBody();
    private boolean calledTool;
    private boolean brokenArguments;
    private @Nullable String status;
    private @Nullable String incompleteReason;

    ResponseObject(AnswerFacts facts, UsageCounts counts) {
        this.facts = facts;
        this.counts = counts;
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
    void read(JsonParser parser) {
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
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> {
                    String type = Text.any(parser);
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
                default -> parser.skipChildren();
            }
        }
        brokenArguments |= arguments != null && !ToolArguments.areWhole(arguments);
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
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                switch (name) {
                    case "text", "refusal" -> text(parser, counted);
                    default -> parser.skipChildren();
                }
            }
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
