package dev.fleetward.gateway.provider;

import static dev.fleetward.core.call.TokenCount.partial;
import static dev.fleetward.core.call.TokenCount.reported;
import static dev.fleetward.gateway.provider.StreamReader.Frame.BROKEN;
import static dev.fleetward.gateway.provider.StreamReader.Frame.CONTENT;
import static dev.fleetward.gateway.provider.StreamReader.Frame.IDLE;
import static dev.fleetward.gateway.provider.StreamReader.Frame.TERMINAL;
import static dev.fleetward.gateway.provider.StreamReader.Frame.USAGE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Provenance;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReaderTest {
    @Test
    void readsAChatStreamHoweverItIsCut() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StreamReader reader = reader(Operation.CHAT_COMPLETIONS);

            assertThat(Streams.read(reader, Streams.CHAT, random))
                    .as("seed %d", seed)
                    .containsExactly(CONTENT, CONTENT, IDLE, CONTENT, CONTENT, USAGE, TERMINAL);
            AnswerFacts facts = reader.facts();
            assertThat(facts.usage)
                    .isEqualTo(
                            new Usage(
                                    reported(40),
                                    reported(60),
                                    reported(0),
                                    TokenCount.ABSENT,
                                    reported(20),
                                    reported(5)));
            assertThat(facts.usage.cacheWrite().provenance()).isEqualTo(Provenance.EXPLICIT_ZERO);
            assertThat(facts.model).isEqualTo("gpt-4o-2024-08-06");
            assertThat(facts.fingerprint).isEqualTo("fp_1");
            assertThat(facts.serviceTier).isEqualTo("default");
            assertThat(facts.finish).isEqualTo(FinishReason.TOOL_CALLS);
            assertThat(facts.hasContent).isTrue();
            assertThat(facts.contentBytes).isEqualTo(3 + 1 + 2);
            assertThat(reader.failure()).isNull();
        }
    }

    @Test
    void readsAResponsesStreamHoweverItIsCut() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StreamReader reader = reader(Operation.RESPONSES);

            assertThat(Streams.read(reader, Streams.RESPONSES, random))
                    .as("seed %d", seed)
                    .containsExactly(CONTENT, CONTENT, CONTENT, TERMINAL);
            AnswerFacts facts = reader.facts();
            assertThat(facts.usage)
                    .isEqualTo(
                            new Usage(
                                    reported(5),
                                    reported(4),
                                    reported(1),
                                    TokenCount.ABSENT,
                                    reported(2),
                                    reported(0)));
            assertThat(facts.model).isEqualTo("gpt-4o-2024-08-06");
            assertThat(facts.serviceTier).isEqualTo("flex");
            assertThat(facts.finish).isEqualTo(FinishReason.STOP);
            assertThat(facts.contentBytes).isEqualTo(5);
        }
    }

    @Test
    void readsAMessageStreamHoweverItIsCut() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StreamReader reader = reader(Operation.MESSAGES);

            assertThat(Streams.read(reader, Streams.MESSAGES, random))
                    .as("seed %d", seed)
                    .containsExactly(CONTENT, CONTENT, IDLE, CONTENT, CONTENT, CONTENT, TERMINAL);
            AnswerFacts facts = reader.facts();
            assertThat(facts.usage)
                    .isEqualTo(
                            new Usage(
                                    reported(25),
                                    reported(40),
                                    reported(10),
                                    reported(20),
                                    reported(15),
                                    reported(3)));
            assertThat(facts.usage.totalInput()).isEqualTo(95);
            assertThat(facts.model).isEqualTo("claude-sonnet-4-5-20250929");
            assertThat(facts.serviceTier).isEqualTo("standard");
            assertThat(facts.region).isEqualTo("us");
            assertThat(facts.finish).isEqualTo(FinishReason.STOP);
            assertThat(facts.contentBytes).isEqualTo(5);
        }
    }

    @Test
    void readsLineEndsOfEitherKind() {
        assertThat(Streams.read(reader(Operation.MESSAGES), Streams.MESSAGES.replace("\n", "\r\n")))
                .endsWith(TERMINAL)
                .doesNotContain(BROKEN);
    }

    @Test
    void callsUsagePartialWhileAMessageIsUnderWay() {
        StreamReader reader = reader(Operation.MESSAGES);

        Streams.read(reader, until(Streams.MESSAGES, "event: message_delta"));

        assertThat(reader.facts().usage.input()).isEqualTo(partial(25));
        assertThat(reader.facts().usage.output()).isEqualTo(partial(1));
    }

    @Test
    void neverCallsOutputFinalThatNoMessageDeltaCounted() {
        StreamReader reader = reader(Operation.MESSAGES);

        Streams.read(
                reader,
                until(Streams.MESSAGES, "event: message_delta")
                        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

        assertThat(reader.facts().usage.input()).isEqualTo(reported(25));
        assertThat(reader.facts().usage.output()).isEqualTo(partial(1));
    }

    @Test
    void replacesCumulativeUsageAndAddsNothingUp() {
        StreamReader reader = reader(Operation.MESSAGES);

        Streams.read(
                reader,
                Streams.MESSAGES.replace(
                        "\"usage\":{\"output_tokens\":15",
                        "\"usage\":{\"input_tokens\":26,\"cache_read_input_tokens\":null,\"output_tokens\":15"));

        assertThat(reader.facts().usage.input()).isEqualTo(reported(26));
        assertThat(reader.facts().usage.cacheRead()).isEqualTo(reported(40));
        assertThat(reader.facts().usage.output()).isEqualTo(reported(15));
    }

    @Test
    void callsARunningCountPartialUntilTheStreamIsDone() {
        StreamReader reader = reader(Operation.CHAT_COMPLETIONS);
        String chunk =
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":%d}}\n\n";

        assertThat(Streams.read(reader, chunk.formatted(1) + chunk.formatted(2)))
                .containsExactly(CONTENT, CONTENT);
        assertThat(reader.facts().usage.output()).isEqualTo(partial(2));
        assertThat(Streams.read(reader, "data: [DONE]\n\n")).containsExactly(TERMINAL);
        assertThat(reader.facts().usage.output()).isEqualTo(reported(2));
        assertThat(reader.facts().usage.input()).isEqualTo(reported(9));
    }

    @Test
    void toleratesChoicesThatAreNullAndUsageThatNeverComes() {
        StreamReader reader = reader(Operation.CHAT_COMPLETIONS);

        assertThat(
                        Streams.read(
                                reader,
                                """
                                data: {"choices":null,"usage":null}

                                data: {"choices":null,"usage":{"prompt_tokens":3,"completion_tokens":0}}

                                data: [DONE]

                                """))
                .containsExactly(CONTENT, USAGE, TERMINAL);
        assertThat(reader.facts().hasContent).isFalse();
        assertThat(reader.facts().usage.output().provenance()).isEqualTo(Provenance.EXPLICIT_ZERO);

        StreamReader silent = reader(Operation.CHAT_COMPLETIONS);
        Streams.read(silent, "data: {\"choices\":[]}\n\ndata: [DONE]\n\n");
        assertThat(silent.facts().usage).isEqualTo(Usage.NONE);
    }

    @Test
    void readsCompletionsAndReasoningAsContent() {
        StreamReader text = reader(Operation.COMPLETIONS);
        Streams.read(
                text, "data: {\"choices\":[{\"text\":\"abc\",\"finish_reason\":\"length\"}]}\n\n");
        assertThat(text.facts().contentBytes).isEqualTo(3);
        assertThat(text.facts().finish).isEqualTo(FinishReason.LENGTH);

        StreamReader reasoning = reader(Operation.CHAT_COMPLETIONS);
        Streams.read(
                reasoning, "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"€\"}}]}\n\n");
        assertThat(reasoning.facts().contentBytes).isEqualTo(3);
        assertThat(reasoning.facts().hasContent).isTrue();
    }

    @Test
    void breaksAtAnErrorInsideTheStream() {
        assertBroken(
                Operation.CHAT_COMPLETIONS,
                "data: {\"error\":{\"message\":\"m\",\"type\":\"server_error\",\"code\":null}}\n\n",
                FailureKind.STREAM_ERROR);
        assertBroken(
                Operation.CHAT_COMPLETIONS,
                "data: {\"object\":\"error\",\"message\":\"m\",\"type\":\"x\",\"code\":500}\n\n",
                FailureKind.STREAM_ERROR);
        assertBroken(
                Operation.CHAT_COMPLETIONS,
                "event: error\ndata: {\"message\":\"m\"}\n\n",
                FailureKind.STREAM_ERROR);
        assertBroken(
                Operation.CHAT_COMPLETIONS,
                "data: {\"error\":{\"message\":\"m\",\"code\":\"context_length_exceeded\"}}\n\n",
                FailureKind.CONTEXT_EXCEEDED);
        assertBroken(
                Operation.RESPONSES,
                "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"m\",\"sequence_number\":3}\n\n",
                FailureKind.STREAM_ERROR);
        assertBroken(
                Operation.RESPONSES,
                "data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"m\"}}}\n\n",
                FailureKind.STREAM_ERROR);
        assertBroken(
                Operation.MESSAGES,
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}\n\n",
                FailureKind.STREAM_ERROR);
    }

    @Test
    void isNoErrorWhereTheErrorIsNull() {
        assertThat(
                        Streams.read(
                                reader(Operation.CHAT_COMPLETIONS),
                                "data: {\"error\":null,\"choices\":[]}\n\n"))
                .containsExactly(CONTENT);
    }

    @Test
    void keepsTheUsageOfAResponseThatFailed() {
        StreamReader reader = reader(Operation.RESPONSES);

        Streams.read(
                reader,
                "data: {\"type\":\"response.failed\",\"response\":{\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n");

        assertThat(reader.facts().usage.input()).isEqualTo(reported(7));
    }

    @Test
    void tellsWhyAResponseIsIncomplete() {
        StreamReader reader = reader(Operation.RESPONSES);

        assertThat(
                        Streams.read(
                                reader,
                                "data: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}}}\n\n"))
                .containsExactly(TERMINAL);
        assertThat(reader.facts().finish).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void doesNotTakeDoneForTheEndOfAResponse() {
        assertThat(Streams.read(reader(Operation.RESPONSES), "data: [DONE]\n\n"))
                .containsExactly(IDLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\n\n",
                "data: {\"choices\":[}\n\n",
                "data: []\n\n",
                "data: \"text\"\n\n",
                "data: {} {}\n\n",
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\n\n",
                "data: DONE\n\n",
                "data: <html>\n\n",
                "data: {\"a\":\"\u0001\"}\n\n"
            })
    void breaksAtDataThatCannotBeRead(String frame) {
        for (Operation operation : Operation.values()) {
            if (operation.generates()) {
                assertBroken(operation, "event: x\n" + frame, FailureKind.MALFORMED_ANSWER);
            }
        }
    }

    @Test
    void breaksAtBytesThatAreNotUtf8() {
        byte[] frame = "data: {\"choices\":[],\"a\":\"__\"}\n\n".getBytes(US_ASCII);
        frame[frame.length - 6] = (byte) 0xC0;
        StreamReader reader = reader(Operation.CHAT_COMPLETIONS);

        assertThat(reader.read(frame, 0, frame.length)).isEqualTo(BROKEN);
    }

    @Test
    void breaksAtDeepNestingAndCostsNoStack() {
        assertBroken(
                Operation.CHAT_COMPLETIONS,
                "data: {\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}\n\n",
                FailureKind.MALFORMED_ANSWER);
    }

    @Test
    void survivesUsageThatIsNoUsage() {
        for (String usage :
                new String[] {
                    "7",
                    "[]",
                    "\"x\"",
                    "{\"prompt_tokens\":-1}",
                    "{\"prompt_tokens\":\"9\"}",
                    "{\"prompt_tokens\":99999999999999999999999}",
                    "{\"prompt_tokens\":1e400}",
                    "{\"prompt_tokens\":1.5}",
                    "{\"prompt_tokens_details\":[1]}"
                }) {
            StreamReader reader = reader(Operation.CHAT_COMPLETIONS);
            assertThat(Streams.read(reader, "data: {\"choices\":[],\"usage\":" + usage + "}\n\n"))
                    .as(usage)
                    .doesNotContain(BROKEN);
            assertThat(reader.facts().usage.input().isKnown()).as(usage).isFalse();
        }
    }

    @Test
    void neverLetsCachedTokensMakeTheRestNegative() {
        StreamReader reader = reader(Operation.CHAT_COMPLETIONS);

        Streams.read(
                reader,
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":9}}}\n\n");

        assertThat(reader.facts().usage.input()).isEqualTo(reported(0));
    }

    @Test
    void holdsMessagesToTheirOrder() {
        String start = until(Streams.MESSAGES, "event: content_block_start");
        assertThat(Streams.read(reader(Operation.MESSAGES), start + start))
                .containsExactly(CONTENT, BROKEN);
        assertBroken(
                Operation.MESSAGES,
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                FailureKind.MALFORMED_ANSWER);
        assertBroken(
                Operation.MESSAGES, "data: {\"type\":\"ping\"}\n\n", FailureKind.MALFORMED_ANSWER);
        assertBroken(
                Operation.MESSAGES,
                "event: message_start\ndata: {\"type\":\"ping\"}\n\n",
                FailureKind.MALFORMED_ANSWER);
    }

    @Test
    void neverCallsAStreamWholeThatLostItsEnd() {
        for (Operation operation :
                new Operation[] {
                    Operation.CHAT_COMPLETIONS, Operation.RESPONSES, Operation.MESSAGES
                }) {
            String stream =
                    switch (operation) {
                        case RESPONSES -> Streams.RESPONSES;
                        case MESSAGES -> Streams.MESSAGES;
                        default -> Streams.CHAT;
                    };
            for (int end = 0; end < stream.length() - 1; end++) {
                assertThat(Streams.read(reader(operation), stream.substring(0, end)))
                        .doesNotContain(TERMINAL, BROKEN);
            }
        }
    }

    @Test
    void readsToolCallsWhoseIndexIsMissingOrAlwaysZero() {
        StreamReader reader = reader(Operation.CHAT_COMPLETIONS);

        assertThat(
                        Streams.read(
                                reader,
                                """
                                data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":0,"id":"b","function":{"name":"g","arguments":{"x":1}}}]}}]}

                                data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":null}}]},"finish_reason":""}]}

                                data: {"choices":[{"delta":{"tool_calls":null},"finish_reason":"tool_calls"}]}

                                """))
                .containsExactly(CONTENT, CONTENT, CONTENT);
        assertThat(reader.facts().finish).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(reader.facts().contentBytes).isEqualTo(4);
    }

    private static void assertBroken(Operation operation, String frame, FailureKind kind) {
        StreamReader reader = reader(operation);
        assertThat(Streams.read(reader, frame)).as(operation + frame).containsExactly(BROKEN);
        Failure failure = Objects.requireNonNull(reader.failure());
        assertThat(failure.kind()).isEqualTo(kind);
    }

    private static StreamReader reader(Operation operation) {
        ProviderWire wire =
                switch (operation) {
                    case MESSAGES -> new AnthropicWire(Streams.CLOCK);
                    case GENERATE_CONTENT -> new GeminiWire(Streams.CLOCK);
                    default -> new OpenAiWire(Streams.CLOCK);
                };
        return wire.stream(operation, null);
    }

    private static String until(String stream, String marker) {
        return stream.substring(0, stream.indexOf(marker));
    }
}
