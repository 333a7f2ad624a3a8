package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/// Reads one unstreamed answer of the `anthropic` dialect. Used once, by one thread.
final class AnthropicAnswer {
    /// Counting tokens is not billed.
    private static final Usage FREE =
            new Usage(
                    TokenCount.reported(0),
                    TokenCount.ABSENT,
                    TokenCount.ABSENT,
                    TokenCount.ABSENT,
                    TokenCount.reported(0),
                    TokenCount.ABSENT);

    private final AnswerFacts facts = new AnswerFacts();
    private final UsageCounts counts = new UsageCounts();
    private final MessageObject message;
    private final Operation operation;

    AnthropicAnswer(Operation operation, AnswerListener listener) {
        this.operation = operation;
        this.message = new MessageObject(facts, counts, listener);
    }

    AnswerFacts facts() {
        return facts;
    }

    /// Reads the whole body into [#facts()].
    ///
    /// @return why the answer is not sound, or null
    @Nullable Failure read(byte[] body) {
        message.readFrom(body);
        try (JsonParser parser = Json.openObject(body, 0, body.length)) {
            return read(parser);
        } catch (JacksonException e) {
            return Failure.of(FailureKind.MALFORMED_ANSWER);
        }
    }

    private @Nullable Failure read(JsonParser parser) {
        ErrorBody error = new ErrorBody();
        boolean counted = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "error" -> error.read(parser);
                case "input_tokens" -> counted |= Json.count(parser) != Json.NO_COUNT;
                default -> message.field(name, parser);
            }
        }
        Json.requireEnd(parser);
        if (error.isError()) {
            return ProviderErrors.inside(error, FailureKind.PROVIDER_ERROR);
        }
        if (operation == Operation.COUNT_TOKENS) {
            facts.usage = FREE;
            facts.hasContent = counted;
        } else if (counts.seen()) {
            facts.usage = counts.apart(true, true);
            message.noteTier();
        }
        if (message.hasBrokenInput()) {
            return Failure.of(FailureKind.BROKEN_TOOL_CALL);
        }
        boolean excused = facts.finish != null && FinishWords.cutsShort(facts.finish);
        return facts.hasContent || excused ? null : Failure.of(FailureKind.EMPTY_ANSWER);
    }
}
