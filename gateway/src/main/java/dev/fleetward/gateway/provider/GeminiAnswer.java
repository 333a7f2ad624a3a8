package dev.fleetward.gateway.provider;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/// Reads one unstreamed answer of the `gemini` dialect. Used once, by one thread.
final class GeminiAnswer {
    private final AnswerFacts facts = new AnswerFacts();
    private final GeminiResponse response;

    GeminiAnswer(AnswerListener listener) {
        this.response = new GeminiResponse(facts, listener);
    }

    AnswerFacts facts() {
        return facts;
    }

    /// Reads the whole body into [#facts()].
    ///
    /// @return why the answer is not sound, or null
    @Nullable Failure read(byte[] body) {
        try (JsonParser parser = Json.openObject(body, 0, body.length)) {
            response.read(parser, body, 0);
        } catch (JacksonException e) {
            return Failure.of(FailureKind.MALFORMED_ANSWER);
        }
        if (response.counts.seen()) {
            // Nothing follows, whether or not it says why it ended.
            facts.usage = response.counts.usage(true);
        }
        if (response.error.isError()) {
            return ProviderErrors.inside(response.error, FailureKind.PROVIDER_ERROR);
        }
        if (response.hasBrokenCall()) {
            return Failure.of(FailureKind.BROKEN_TOOL_CALL);
        }
        response.end();
        boolean excused = facts.finish != null && FinishWords.cutsShort(facts.finish);
        return facts.hasContent || excused ? null : Failure.of(FailureKind.EMPTY_ANSWER);
    }
}
