package dev.fleetward.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.JsonBody;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFactsTest {
    @Test
    void readsAChatCompletion() throws Exception {
        CallFacts facts =
                facts(
                        Operation.CHAT_COMPLETIONS,
                        """
                        {"model":"chat","messages":[{"role":"user","content":"hello"}],"n":2,
                         "max_tokens":10,"max_completion_tokens":20,"stream":true,
                         "stream_options":{"include_usage":true},"tools":[{"a":1},{"b":2}]}\
                        """);

        assertThat(facts.model()).isEqualTo("chat");
        assertThat(facts.stream()).isTrue();
        assertThat(facts.usageAsked()).isTrue();
        assertThat(facts.maxOutputTokens()).isEqualTo(20);
        assertThat(facts.choices()).isEqualTo(2);
        assertThat(facts.tools()).isEqualTo(2);
        assertThat(facts.images()).isZero();
        assertThat(facts.textBytes())
                .isEqualTo("user".length() + "hello".length() + "[{\"a\":1},{\"b\":2}]".length());
    }

    @Test
    void takesDefaultsForWhatIsAbsentOrNull() throws Exception {
        for (String body :
                new String[] {
                    "{\"model\":\"m\"}",
                    "{\"model\":\"m\",\"stream\":null,\"n\":null,\"max_tokens\":null}"
                }) {
            CallFacts facts = facts(Operation.CHAT_COMPLETIONS, body);
            assertThat(facts.stream()).isFalse();
            assertThat(facts.usageAsked()).isFalse();
            assertThat(facts.maxOutputTokens()).isEqualTo(-1);
            assertThat(facts.choices()).isEqualTo(1);
            assertThat(facts.bodyBytes()).isEqualTo(body.length());
        }
    }

    @Test
    void readsAResponse() throws Exception {
        CallFacts facts =
                facts(
                        Operation.RESPONSES,
                        """
                        {"model":"m","instructions":"abc","stream":true,"max_output_tokens":7,
                         "input":[{"role":"user","content":[
                           {"type":"input_image","image_url":"https://example.com/a.png"}]}]}
                        """);

        assertThat(facts.usageAsked()).isTrue();
        assertThat(facts.maxOutputTokens()).isEqualTo(7);
        assertThat(facts.images()).isEqualTo(1);
        assertThat(facts.textBytes()).isGreaterThan(3);
    }

    @Test
    void countsTokenNumbersAsText() throws Exception {
        assertThat(facts(Operation.EMBEDDINGS, "{\"model\":\"m\",\"input\":[[1,2],[3]]}"))
                .returns(12L, CallFacts::textBytes)
                .returns(3L, CallFacts::estimatedInputTokens)
                .returns(-1L, CallFacts::maxOutputTokens);
        assertThat(facts(Operation.EMBEDDINGS, "{\"model\":\"m\",\"input\":\"abcde\"}").textBytes())
                .isEqualTo(5);
    }

    @Test
    void countsWhatCompletionsGenerateInVain() throws Exception {
        assertThat(
                        facts(
                                        Operation.COMPLETIONS,
                                        "{\"model\":\"m\",\"prompt\":\"abc\",\"n\":2,\"best_of\":5}")
                                .choices())
                .isEqualTo(5);
    }

    @Test
    void readsAMessage() throws Exception {
        CallFacts facts =
                facts(
                        Operation.MESSAGES,
                        """
                        {"model":"claude","max_tokens":1024,"system":"be kind","stream":true,
                         "messages":[{"role":"user","content":[
                           {"type":"image","source":{"type":"base64","data":"%s"}}]}],
                         "tools":[{"name":"f"}]}\
                        """
                                .formatted("AAAA".repeat(1_000)));

        assertThat(facts.stream()).isTrue();
        assertThat(facts.usageAsked()).isTrue();
        assertThat(facts.maxOutputTokens()).isEqualTo(1024);
        assertThat(facts.tools()).isEqualTo(1);
        assertThat(facts.images()).isEqualTo(1);
        assertThat(facts.textBytes()).isLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"model\":null}",
                "{\"model\":\"\"}",
                "{\"model\":7}",
                "{\"model\":\"m\",\"stream\":\"true\"}",
                "{\"model\":\"m\",\"stream\":1}",
                "{\"model\":\"m\",\"n\":0}",
                "{\"model\":\"m\",\"n\":1.5}",
                "{\"model\":\"m\",\"n\":99999999999999999999}",
                "{\"model\":\"m\",\"max_tokens\":-1}",
                "{\"model\":\"m\",\"max_tokens\":\"many\"}",
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":[]}",
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":1}}",
                "{\"model\":\"m\",\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}"
            })
    void refusesWhatDecisionsCannotRestOn(String body) {
        assertThatThrownBy(() -> facts(Operation.CHAT_COMPLETIONS, body))
                .isInstanceOfSatisfying(
                        BadRequest.class,
                        e -> {
                            assertThat(e.failure().kind()).isEqualTo(FailureKind.MALFORMED_REQUEST);
                            assertThat(e.failure().message()).contains("(expected: ");
                        });
    }

    @Test
    void refusesAModelNameThatIsTooLong() {
        assertThatThrownBy(
                        () -> facts(Operation.MESSAGES, "{\"model\":\"" + "m".repeat(257) + "\"}"))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith("model");
    }

    @Test
    void takesTheKeyFromWhereverTheCallerPutsIt() {
        assertThat(key(Map.of("authorization", "Bearer fw-1"))).isEqualTo("fw-1");
        assertThat(key(Map.of("authorization", "bearer  fw-1 "))).isEqualTo("fw-1");
        assertThat(key(Map.of("x-api-key", "fw-2"))).isEqualTo("fw-2");
        assertThat(key(Map.of("api-key", "fw-3"))).isEqualTo("fw-3");
        assertThat(key(Map.of("authorization", "Basic abc", "x-api-key", "fw-2")))
                .isEqualTo("fw-2");
        assertThat(key(Map.of("authorization", "Bearer ", "x-api-key", " "))).isNull();
        assertThat(key(Map.of())).isNull();
    }

    private static @Nullable String key(Map<String, String> headers) {
        return PresentedKey.of(headers::get);
    }

    private static CallFacts facts(Operation operation, String body) throws Exception {
        return Dialects.of(operation.dialect())
                .facts(operation, JsonBody.parse(body.getBytes(UTF_8), 64));
    }
}
