package dev.fleetward.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.dialect.Dialect.ErrorAnswer;
import dev.fleetward.gateway.dialect.Dialect.ModelEntry;
import dev.fleetward.gateway.wire.JsonBody;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorAnswerTest {
    private static final CallId CALL = new CallId(1, 2);

    @ParameterizedTest
    @CsvSource({
        "MALFORMED_REQUEST, 400, invalid_request_error, malformed_request",
        "UNAUTHENTICATED, 401, invalid_request_error, invalid_api_key",
        "FORBIDDEN, 403, permission_error, forbidden",
        "UNKNOWN_ROUTE, 404, invalid_request_error, model_not_found",
        "CONTEXT_EXCEEDED, 400, invalid_request_error, context_length_exceeded",
        "CONTENT_POLICY, 400, invalid_request_error, content_policy_violation",
        "QUOTA_EXHAUSTED, 429, rate_limit_error, rate_limit_exceeded",
        "BUDGET_EXHAUSTED, 429, insufficient_quota, insufficient_quota",
        "PROVIDER_OVERLOADED, 503, server_error, provider_overloaded",
        "STALLED, 504, timeout_error, stalled",
        "INTERNAL, 500, server_error, internal"
    })
    void spellsFailuresForOpenAiCallers(FailureKind kind, int status, String type, String code) {
        ErrorAnswer answer = openAi().error(Failure.of(kind, "Why."), CALL);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(text(answer.body()))
                .isEqualTo(
                        "{\"error\":{\"message\":\"Why.\",\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}"
                                .formatted(type, code));
        assertThat(answer.headers())
                .startsWith("content-type", "application/json")
                .endsWith("x-request-id", CALL.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED_REQUEST, 400, invalid_request_error",
        "UNAUTHENTICATED, 401, authentication_error",
        "FORBIDDEN, 403, permission_error",
        "UNKNOWN_ROUTE, 404, not_found_error",
        "METHOD_NOT_ALLOWED, 405, invalid_request_error",
        "REQUEST_TOO_LARGE, 413, request_too_large",
        "QUOTA_EXHAUSTED, 429, rate_limit_error",
        "BUDGET_EXHAUSTED, 429, rate_limit_error",
        "PROVIDER_OVERLOADED, 529, overloaded_error",
        "NO_ENDPOINT, 503, overloaded_error",
        "STALLED, 504, timeout_error",
        "PROVIDER_ERROR, 502, api_error",
        "INTERNAL, 500, api_error"
    })
    void spellsFailuresForAnthropicCallers(FailureKind kind, int status, String type) {
        ErrorAnswer answer = anthropic().error(Failure.of(kind, "Why."), CALL);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(text(answer.body()))
                .isEqualTo(
                        "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"Why.\"},\"request_id\":\"%s\"}"
                                .formatted(type, CALL));
        assertThat(answer.headers()).endsWith("request-id", CALL.toString());
    }

    @Test
    void roundsRetryAfterUpToSecondsAndGivesOpenAiCallersMilliseconds() {
        Failure failure =
                Failure.of(FailureKind.QUOTA_EXHAUSTED).withRetryAfter(Duration.ofMillis(1_001));

        assertThat(openAi().error(failure, null).headers())
                .containsSequence("retry-after", "2", "retry-after-ms", "1001");
        assertThat(anthropic().error(failure, null).headers())
                .containsSequence("retry-after", "2")
                .doesNotContain("retry-after-ms");
    }

    @Test
    void tellsCallersNotToRetryWhereThatIsPointless() {
        assertThat(openAi().error(Failure.of(FailureKind.BUDGET_EXHAUSTED), null).headers())
                .containsSequence("x-should-retry", "false");
        assertThat(openAi().error(Failure.of(FailureKind.QUOTA_EXHAUSTED), null).headers())
                .doesNotContain("x-should-retry");
    }

    @Test
    void handsOnTheProvidersOwnWordsAndStatusForACallersFault() {
        byte[] body = "{\"error\": {\"message\":\"no\"} }".getBytes(UTF_8);
        Failure failure = new Failure(FailureKind.PROVIDER_REJECTED, "no", null, 422, body);

        ErrorAnswer answer = openAi().error(failure, null);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).isSameAs(body);
    }

    @Test
    void keepsItsOwnStatusForAProvidersFault() {
        Failure failure = new Failure(FailureKind.PROVIDER_UNAUTHENTICATED, "no", null, 401, null);

        assertThat(openAi().error(failure, null).status()).isEqualTo(502);
    }

    @ParameterizedTest
    @EnumSource(
            value = WireDialect.class,
            names = {"OPENAI", "ANTHROPIC"})
    void escapesWhatAMessageQuotes(WireDialect wire) throws JsonBody.Malformed {
        Failure failure =
                Failure.of(
                        FailureKind.UNKNOWN_ROUTE,
                        "No route \"a\\b\"\r\n\u0000\u2028é\uD83D\uDE00 \uD800 <x>");
        Dialect dialect = Dialects.of(wire);

        JsonBody.parse(dialect.error(failure, CALL).body(), 8);
        for (Operation operation : Operation.values()) {
            String event = text(dialect.streamError(operation, failure, CALL));
            assertThat(event).endsWith("\n\n");
            String data = event.substring(event.indexOf("data: ") + 6, event.length() - 2);
            assertThat(data).doesNotContain("\n", "\r");
            JsonBody.parse(data.getBytes(UTF_8), 8);
        }
    }

    @Test
    void spellsErrorsInsideStreamsAsEachStreamDoes() {
        Failure failure = Failure.of(FailureKind.STALLED, "Silent.");

        assertThat(text(openAi().streamError(Operation.CHAT_COMPLETIONS, failure, CALL)))
                .isEqualTo(
                        "data: {\"error\":{\"message\":\"Silent.\",\"type\":\"timeout_error\",\"param\":null,\"code\":\"stalled\"}}\n\n");
        assertThat(text(openAi().streamError(Operation.RESPONSES, failure, CALL)))
                .isEqualTo(
                        "event: error\ndata: {\"type\":\"error\",\"code\":\"stalled\",\"message\":\"Silent.\",\"param\":null,\"sequence_number\":2147483647}\n\n");
        assertThat(text(anthropic().streamError(Operation.MESSAGES, failure, CALL)))
                .isEqualTo(
                        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"timeout_error\",\"message\":\"Silent.\"},\"request_id\":\"%s\"}\n\n"
                                .formatted(CALL));
    }

    @Test
    void listsModelsInEitherShape() {
        List<ModelEntry> models =
                List.of(
                        new ModelEntry("chat", 1_700_000_000L, "platform"),
                        new ModelEntry("d\"", 0, "x"));

        assertThat(text(openAi().models(models)))
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"chat\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"platform\"},{\"id\":\"d\\\"\",\"object\":\"model\",\"created\":0,\"owned_by\":\"x\"}]}");
        assertThat(text(anthropic().models(models)))
                .isEqualTo(
                        "{\"data\":[{\"type\":\"model\",\"id\":\"chat\",\"display_name\":\"chat\",\"created_at\":\"2023-11-14T22:13:20Z\",\"lifecycle\":\"active\"},{\"type\":\"model\",\"id\":\"d\\\"\",\"display_name\":\"d\\\"\",\"created_at\":\"1970-01-01T00:00:00Z\",\"lifecycle\":\"active\"}],\"has_more\":false,\"first_id\":\"chat\",\"last_id\":\"d\\\"\"}");
        assertThat(text(anthropic().models(List.of())))
                .isEqualTo("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}");
    }

    private static Dialect openAi() {
        return Dialects.of(WireDialect.OPENAI);
    }

    private static Dialect anthropic() {
        return Dialects.of(WireDialect.ANTHROPIC);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
