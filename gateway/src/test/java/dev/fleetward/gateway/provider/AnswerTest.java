package dev.fleetward.gateway.provider;

import static dev.fleetward.core.call.TokenCount.reported;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.provider.ProviderWire.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
    @Test
    void readsAChatCompletion() {
        Answer answer =
                read(
                        Operation.CHAT_COMPLETIONS,
                        """
                        {"id":"chatcmpl-1","object":"chat.completion","model":"gpt-4o-2024-08-06",
                         "choices":[{"index":0,"message":{"role":"assistant","content":"Héllo","refusal":null},
                           "logprobs":null,"finish_reason":"stop"}],
                         "usage":{"prompt_tokens":10,"completion_tokens":0,"total_tokens":10,
                           "prompt_tokens_details":{"cached_tokens":3}},
                         "service_tier":"default","system_fingerprint":"fp_1"}
                        """);

        assertThat(answer.failure()).isNull();
        AnswerFacts facts = answer.facts();
        assertThat(facts.usage)
                .isEqualTo(
                        new Usage(
                                reported(7),
                                reported(3),
                                TokenCount.ABSENT,
                                TokenCount.ABSENT,
                                reported(0),
                                TokenCount.ABSENT));
        assertThat(facts.model).isEqualTo("gpt-4o-2024-08-06");
        assertThat(facts.fingerprint).isEqualTo("fp_1");
        assertThat(facts.serviceTier).isEqualTo("default");
        assertThat(facts.finish).isEqualTo(FinishReason.STOP);
        assertThat(facts.contentBytes).isEqualTo(6);
    }

    @Test
    void readsAMessage() {
        Answer answer =
                read(
                        Operation.MESSAGES,
                        """
                        {"id":"msg_1","type":"message","role":"assistant","model":"claude",
                         "content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}],
                         "stop_reason":"tool_use","stop_sequence":null,
                         "usage":{"input_tokens":5,"cache_creation_input_tokens":7,
                           "cache_read_input_tokens":0,"output_tokens":9,
                           "service_tier":"priority","inference_geo":"eu"}}
                        """);

        assertThat(answer.failure()).isNull();
        assertThat(answer.facts().usage)
                .isEqualTo(
                        new Usage(
                                reported(5),
                                reported(0),
                                reported(7),
                                TokenCount.ABSENT,
                                reported(9),
                                TokenCount.ABSENT));
        assertThat(answer.facts().finish).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.facts().serviceTier).isEqualTo("priority");
        assertThat(answer.facts().region).isEqualTo("eu");
    }

    @Test
    void readsAResponse() {
        Answer answer =
                read(
                        Operation.RESPONSES,
                        """
                        {"id":"resp_1","object":"response","status":"completed","error":null,
                         "model":"gpt-4o","output":[
                           {"type":"reasoning","summary":[]},
                           {"type":"function_call","name":"f","arguments":"{}"}],
                         "usage":{"input_tokens":4,"input_tokens_details":{"cached_tokens":1},
                           "output_tokens":2,"output_tokens_details":{"reasoning_tokens":1}}}
                        """);

        assertThat(answer.failure()).isNull();
        assertThat(answer.facts().usage.input()).isEqualTo(reported(3));
        assertThat(answer.facts().usage.reasoning()).isEqualTo(reported(1));
        assertThat(answer.facts().finish).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void readsEmbeddingsWhoseOutputIsZeroByTheirSum() {
        Answer answer =
                read(
                        Operation.EMBEDDINGS,
                        """
                        {"object":"list","data":[{"index":0,"embedding":[0.1,-2e-3]},
                         {"index":1,"embedding":"AACAPw=="}],"model":"e",
                         "usage":{"prompt_tokens":8,"total_tokens":8}}
                        """);

        assertThat(answer.failure()).isNull();
        assertThat(answer.facts().usage.input()).isEqualTo(reported(8));
        assertThat(answer.facts().usage.output()).isEqualTo(reported(0));
        assertThat(answer.facts().usage.isFinal()).isTrue();
    }

    @Test
    void takesCountingTokensForFree() {
        Answer answer = read(Operation.COUNT_TOKENS, "{\"input_tokens\":2095}");

        assertThat(answer.failure()).isNull();
        assertThat(answer.facts().usage.totalInput()).isZero();
        assertThat(answer.facts().usage.isFinal()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "SOUND",
            textBlock =
                    """
                    CHAT_COMPLETIONS | {"choices":[]} | EMPTY_ANSWER
                    CHAT_COMPLETIONS | {"choices":null} | EMPTY_ANSWER
                    CHAT_COMPLETIONS | {} | EMPTY_ANSWER
                    CHAT_COMPLETIONS | {"choices":[{"message":{"content":""},"finish_reason":"stop"}]} | EMPTY_ANSWER
                    CHAT_COMPLETIONS | {"choices":[{"message":{"content":null},"finish_reason":"length"}]} | SOUND
                    CHAT_COMPLETIONS | {"choices":[{"message":{"content":null},"finish_reason":"content_filter"}]} | SOUND
                    CHAT_COMPLETIONS | {"choices":[{"message":{"content":null,"tool_calls":[{"function":{"name":"f"}}]}}]} | SOUND
                    CHAT_COMPLETIONS | {"choices":[{"message":{"content":[{"type":"text","text":"a"}]}}]} | SOUND
                    CHAT_COMPLETIONS | {"choices":[{"message":{"content":[]}}]} | EMPTY_ANSWER
                    CHAT_COMPLETIONS | {"choices":[{"message":{"content":"a"} | MALFORMED_ANSWER
                    CHAT_COMPLETIONS | <html></html> | MALFORMED_ANSWER
                    CHAT_COMPLETIONS | '' | MALFORMED_ANSWER
                    CHAT_COMPLETIONS | {"choices":[{"message":{"content":"a"}}]}x | MALFORMED_ANSWER
                    CHAT_COMPLETIONS | {"error":{"message":"m","type":"server_error"}} | PROVIDER_ERROR
                    CHAT_COMPLETIONS | {"error":{"message":"m","code":"context_length_exceeded"}} | CONTEXT_EXCEEDED
                    COMPLETIONS | {"choices":[{"text":"a"}]} | SOUND
                    COMPLETIONS | {"choices":[{"text":""}]} | EMPTY_ANSWER
                    EMBEDDINGS | {"data":[]} | EMPTY_ANSWER
                    RESPONSES | {"status":"completed","output":[]} | EMPTY_ANSWER
                    RESPONSES | {"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":""}]}]} | EMPTY_ANSWER
                    RESPONSES | {"status":"queued","output":[]} | SOUND
                    RESPONSES | {"status":"failed","error":{"code":"server_error","message":"m"}} | PROVIDER_ERROR
                    RESPONSES | {"status":"incomplete","output":[]} | SOUND
                    MESSAGES | {"content":[],"stop_reason":"end_turn"} | EMPTY_ANSWER
                    MESSAGES | {"content":[{"type":"text","text":""}],"stop_reason":"end_turn"} | EMPTY_ANSWER
                    MESSAGES | {"content":[],"stop_reason":"refusal"} | SOUND
                    MESSAGES | {"type":"error","error":{"type":"api_error","message":"m"}} | PROVIDER_ERROR
                    MESSAGES | [] | MALFORMED_ANSWER
                    COUNT_TOKENS | {} | EMPTY_ANSWER
                    """)
    void judgesAnAnswer(Operation operation, String body, @Nullable FailureKind kind) {
        Answer answer = read(operation, body);

        if (kind == null) {
            assertThat(answer.failure()).isNull();
        } else {
            assertThat(answer.failure()).isNotNull().extracting("kind").isEqualTo(kind);
        }
    }

    private static Answer read(Operation operation, String body) {
        ProviderWire wire =
                switch (operation) {
                    case MESSAGES, COUNT_TOKENS -> new AnthropicWire(Streams.CLOCK);
                    case GENERATE_CONTENT -> new GeminiWire(Streams.CLOCK);
                    default -> new OpenAiWire(Streams.CLOCK);
                };
        return wire.readAnswer(operation, body.getBytes(UTF_8), false);
    }
}
