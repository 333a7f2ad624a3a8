package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads one unstreamed answer of the `openai` dialect. Used once, by one thread.
final class OpenAiAnswer {
    private final AnswerFacts facts = new AnswerFacts();
    private final UsageCounts counts = new UsageCounts();
    private final ToolCalls calls;
    private final Operation operation;
    private final AnswerListener listener;

    OpenAiAnswer(Operation operation, AnswerListener listener) {
        this.operation = operation;
        this.listener = listener;
        this.calls = new ToolCalls(listener);
    }

    AnswerFacts facts() {
        return facts;
    }

    /// Reads the whole body into [#facts()].
    ///
    /// @return why the answer is not sound, or null
    @Nullable Failure read(byte[] body) {
        try (JsonParser parser = Json.openObject(body, 0, body.length)) {
            Failure failure = operation == Operation.RESPONSES ? response(parser) : choices(parser);
            if (counts.seen()) {
                facts.usage = counts.unfolded(true);
            }
            return failure;
        } catch (JacksonException e) {
            return Failure.of(FailureKind.MALFORMED_ANSWER);
        }
    }

    private @Nullable Failure response(JsonParser parser) {
        ResponseObject response = new ResponseObject(facts, counts, listener);
        response.read(parser, true);
        Json.requireEnd(parser);
        if (response.error().isError() || response.status().equals("failed")) {
            return ProviderErrors.inside(response.error(), FailureKind.PROVIDER_ERROR);
        }
        response.finish();
        if (response.hasBrokenArguments()) {
            return Failure.of(FailureKind.BROKEN_TOOL_CALL);
        }
        // A response in the background is queued and has nothing to show yet.
        boolean whole = response.status().isEmpty() || response.status().equals("completed");
        return whole && !facts.hasContent ? Failure.of(FailureKind.EMPTY_ANSWER) : null;
    }

    private @Nullable Failure choices(JsonParser parser) {
        ErrorBody error = new ErrorBody();
        int choices = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "choices" -> choices = OpenAiChoices.read(parser, facts, calls);
                case "data" -> embeddings(parser);
                case "usage" -> counts.read(parser);
                case "error" -> error.read(parser);
                default -> {
                    if (!OpenAiChoices.identity(name, parser, facts)) {
                        parser.skipChildren();
                    }
                }
            }
        }
        Json.requireEnd(parser);
        if (error.isError()) {
            return ProviderErrors.inside(error, FailureKind.PROVIDER_ERROR);
        }
        calls.answerRead(facts.finish);
        if (calls.isBroken()) {
            return Failure.of(FailureKind.BROKEN_TOOL_CALL);
        }
        boolean excused =
                choices > 0 && facts.finish != null && FinishWords.cutsShort(facts.finish);
        return facts.hasContent || excused ? null : Failure.of(FailureKind.EMPTY_ANSWER);
    }

    private void embeddings(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            facts.hasContent = true;
            parser.skipChildren();
        }
    }
}
