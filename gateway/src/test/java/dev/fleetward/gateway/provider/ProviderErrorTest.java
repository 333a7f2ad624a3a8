package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.failure.Blame;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderErrorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    400 | {"error":{"message":"bad","type":"invalid_request_error","param":"n","code":null}} | PROVIDER_REJECTED
                    400 | {"error":{"message":"m","type":"invalid_request_error","code":"context_length_exceeded"}} | CONTEXT_EXCEEDED
                    400 | {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 2 tokens > 1 maximum"}} | CONTEXT_EXCEEDED
                    400 | {"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","code":400} | CONTEXT_EXCEEDED
                    400 | {"error":{"code":400,"message":"m","type":"exceed_context_size_error"}} | CONTEXT_EXCEEDED
                    400 | {"error":{"message":"m","code":"content_policy_violation"}} | CONTENT_POLICY
                    400 | {"error":{"message":"m","code":"content_filter","innererror":{"code":"x"}}} | CONTENT_POLICY
                    400 | {"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}} | PROVIDER_QUOTA_SPENT
                    400 | {"error":{"message":"m","code":"model_not_found"}} | PROVIDER_ERROR
                    401 | {"error":{"message":"Incorrect API key provided: sk-ab*cd","code":"invalid_api_key"}} | PROVIDER_UNAUTHENTICATED
                    402 | {"type":"error","error":{"type":"billing_error","message":"m"}} | PROVIDER_QUOTA_SPENT
                    403 | {"type":"error","error":{"type":"permission_error","message":"m"}} | PROVIDER_UNAUTHENTICATED
                    404 | {"error":{"message":"The model x does not exist","type":"invalid_request_error","param":null,"code":"model_not_found"}} | PROVIDER_ERROR
                    404 | {"type":"error","error":{"type":"not_found_error","message":"model: x"}} | PROVIDER_ERROR
                    404 | {"error":{"message":"Previous response not found","param":"previous_response_id","code":"previous_response_not_found"}} | PROVIDER_REJECTED
                    404 | {"detail":"Not Found"} | PROVIDER_ERROR
                    405 | {"detail":"Method Not Allowed"} | PROVIDER_ERROR
                    408 | {} | PROVIDER_TIMEOUT
                    409 | {"error":{"message":"m"}} | PROVIDER_ERROR
                    413 | {"type":"error","error":{"type":"request_too_large","message":"m"}} | REQUEST_TOO_LARGE
                    422 | {"detail":[{"loc":["body"]}]} | PROVIDER_REJECTED
                    429 | {"error":{"message":"in organization org-1","type":"tokens","code":"rate_limit_exceeded"}} | PROVIDER_RATE_LIMITED
                    429 | {"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}} | PROVIDER_QUOTA_SPENT
                    429 | [] | PROVIDER_RATE_LIMITED
                    429 | {"message":"Too many tokens, please wait before trying again."} | PROVIDER_RATE_LIMITED
                    400 | {"__type":"com.amazon.coral.service#ThrottlingException","message":"Rate exceeded"} | PROVIDER_RATE_LIMITED
                    400 | {"code":"TooManyRequestsException","message":"m"} | PROVIDER_RATE_LIMITED
                    400 | {"__type":"ValidationException","message":"m"} | PROVIDER_REJECTED
                    429 | {"error":{"code":429,"message":"Resource exhausted.","status":"RESOURCE_EXHAUSTED"}} | PROVIDER_RATE_LIMITED
                    503 | [{"error":{"code":503,"message":"m","status":"RESOURCE_EXHAUSTED"}}] | PROVIDER_RATE_LIMITED
                    400 | [{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}] | PROVIDER_REJECTED
                    429 | {"error":{"code":"429","message":"Requests have exceeded token rate limit. Please retry after 6 seconds."}} | PROVIDER_RATE_LIMITED
                    503 | {"error":{"message":"The engine is currently overloaded, please try again later.","type":"server_error"}} | PROVIDER_OVERLOADED
                    503 | {"error":{"code":503,"message":"m","status":"UNAVAILABLE"}} | PROVIDER_ERROR
                    503 | {"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}} | PROVIDER_OVERLOADED
                    503 | {"error":{"code":503,"message":"This model is currently experiencing high demand.","status":"UNAVAILABLE"}} | PROVIDER_OVERLOADED
                    400 | {"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}} | PROVIDER_UNAUTHENTICATED
                    403 | {"error":{"code":403,"message":"m","status":"PERMISSION_DENIED","details":[{"reason":"BILLING_DISABLED"}]}} | PROVIDER_QUOTA_SPENT
                    400 | {"error":{"code":400,"message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION"}} | PROVIDER_ERROR
                    400 | {"error":{"code":400,"message":"The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}} | CONTEXT_EXCEEDED
                    429 | {"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]},{"retryDelay":"30s"}]}} | PROVIDER_QUOTA_SPENT
                    429 | {"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel"}]},"x",[1],{"violations":7}]}} | PROVIDER_RATE_LIMITED
                    429 | {"error":{"code":429,"message":"Your prepayment credits are depleted.","status":"RESOURCE_EXHAUSTED"}} | PROVIDER_QUOTA_SPENT
                    500 | {"error":"boom"} | PROVIDER_ERROR
                    502 | <html><body>Bad Gateway</body></html> | PROVIDER_ERROR
                    503 | no healthy host | PROVIDER_ERROR
                    504 | '' | PROVIDER_ERROR
                    529 | {"type":"error","error":{"type":"overloaded_error","message":"m"}} | PROVIDER_OVERLOADED
                    500 | {"type":"error","error":{"type":"overloaded_error","message":"m"}} | PROVIDER_OVERLOADED
                    302 | '' | PROVIDER_ERROR
                    """)
    void knowsWhoIsToBlame(int status, String body, FailureKind kind) {
        Failure failure = read(status, Map.of(), body);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.providerStatus()).isEqualTo(status);
        if (kind.blame() == Blame.PROVIDER) {
            assertThat(failure.wire()).isNull();
            assertThat(failure.message()).startsWith(kind.meaning());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ThrottlingException, PROVIDER_RATE_LIMITED",
        "ThrottlingException:http://internal.amazon.com/coral/, PROVIDER_RATE_LIMITED",
        "ValidationException, PROVIDER_REJECTED",
        "#:#, PROVIDER_REJECTED",
    })
    void amazonNamesTheErrorInAHeader(String type, FailureKind kind) {
        assertThat(read(400, headers("x-amzn-errortype=" + type), "{\"message\":\"m\"}").kind())
                .isEqualTo(kind);
    }

    @Test
    void handsOnTheBodyOfACallersFault() {
        String body = "{ \"error\":{\"message\":\"n is too large\",\"param\":\"n\"} }";

        Failure failure = read(400, Map.of(), body);

        assertThat(failure.message()).isEqualTo("n is too large");
        assertThat(failure.wire()).isEqualTo(body.getBytes(UTF_8));
    }

    @Test
    void handsOnNoBodyThatSdksCannotRead() {
        assertThat(read(400, Map.of(), "{\"message\":\"flat\"}"))
                .returns(null, Failure::wire)
                .returns("flat", Failure::message);
        assertThat(read(422, Map.of(), "<html>").wire()).isNull();
    }

    @Test
    void keepsKeysAndAccountsOutOfMessages() {
        assertThat(
                        read(
                                        401,
                                        Map.of(),
                                        "{\"error\":{\"message\":\"Bad key sk-abc\",\"code\":\"k\"}}")
                                .message())
                .doesNotContain("sk-abc");
        assertThat(
                        read(
                                        429,
                                        Map.of(),
                                        "{\"error\":{\"message\":\"org-abc\",\"code\":\"x y\"}}")
                                .message())
                .doesNotContain("org-abc")
                .endsWith("(429)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    retry-after-ms=150 | 150
                    retry-after-ms=0.2 | 1
                    retry-after=2 | 2000
                    retry-after=1.5 | 1500
                    retry-after=Sun, 01 Nov 2026 00:00:30 GMT | 30000
                    retry-after=Sat, 31 Oct 2026 00:00:30 GMT | 0
                    retry-after=99999999999 | 86400000
                    retry-after-ms=x;retry-after=3 | 3000
                    retry-after-ms=10;retry-after=3 | 10
                    """)
    void readsWhenToTryAgain(String headers, long millis) {
        assertThat(read(429, headers(headers), "{}").retryAfter())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"retry-after=-1", "retry-after=soon", "retry-after=NaN", "retry-after="})
    void ignoresARetryAfterThatSaysNothing(String headers) {
        assertThat(read(429, headers(headers), "{}").retryAfter()).isNull();
    }

    @Test
    void triesElsewhereWhereTheProviderSaysThatItHelps() {
        assertThat(read(400, headers("x-should-retry=true"), "{}").kind().retryable()).isTrue();
        assertThat(read(500, headers("x-should-retry=false"), "{}").kind().retryable()).isTrue();
    }

    private static Failure read(int status, Map<String, String> headers, String body) {
        return new OpenAiWire(Streams.CLOCK).readError(status, headers::get, body.getBytes(UTF_8));
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new HashMap<>();
        for (String header : text.split(";", -1)) {
            int equals = header.indexOf('=');
            headers.put(header.substring(0, equals), header.substring(equals + 1));
        }
        return headers;
    }
}
