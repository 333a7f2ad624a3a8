package dev.fleetward.gateway.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.gateway.dialect.AnthropicChat;
import dev.fleetward.gateway.dialect.ChatStreamWriter;
import dev.fleetward.gateway.dialect.OpenAiChat;
import dev.fleetward.gateway.provider.AnthropicChatReply;
import dev.fleetward.gateway.provider.MalformedAnswer;
import dev.fleetward.gateway.provider.OpenAiChatReply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What providers really send, and what must never pass for a whole answer.
class ProviderQuirksTest {
    private static final String END = chunk("{}", "\"stop\"") + "data: [DONE]\n\n";
    private static final String MESSAGE_START =
            event(
                    "message_start",
                    ",\"message\":{\"id\":\"m\",\"model\":\"c\",\"usage\":{\"input_tokens\":5,\"output_tokens\":3}}");
    private static final String TEXT_START =
            event(
                    "content_block_start",
                    ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    private static final String TEXT_DELTA =
            event(
                    "content_block_delta",
                    ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}");
    private static final String BLOCK_STOP = event("content_block_stop", ",\"index\":0");
    private static final String MESSAGE_DELTA =
            event(
                    "message_delta",
                    ",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}");
    private static final String MESSAGE_STOP = event("message_stop", "");

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + finish
                + "}]}\n\n";
    }

    private static String event(String name, String members) {
        return "event: " + name + "\ndata: {\"type\":\"" + name + "\"" + members + "}\n\n";
    }

    private static String call(String members) {
        return chunk("{\"tool_calls\":[{" + members + "}]}", "null");
    }

    @Test
    void wholeToolCallsThatAllHaveIndexZeroStaySeveral() throws MalformedAnswer {
        ChatReply answer =
                Assembled.from(
                        Wire.readOpenAi(
                                call(
                                                "\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}")
                                        + call(
                                                "\"index\":0,\"id\":\"y\",\"function\":{\"name\":\"g\",\"arguments\":{\"a\":1}}")
                                        + END));

        assertThat(answer.blocks())
                .containsExactly(
                        new Block.ToolUse("x", "f", "{}"),
                        new Block.ToolUse("y", "g", "{\"a\":1}"));
        assertThat(answer.finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void anIdThatIsRepeatedInEachFragmentIsOneCall() throws MalformedAnswer {
        ChatReply answer =
                Assembled.from(
                        Wire.readOpenAi(
                                call(
                                                "\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}")
                                        + call(
                                                "\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":\"}\"}")
                                        + END));

        assertThat(answer.blocks()).containsExactly(new Block.ToolUse("x", "f", "{}"));
    }

    @Test
    void aToolCallWithoutAnIdGetsOneThatIsItsOwn() throws MalformedAnswer {
        ChatReply answer =
                Assembled.from(
                        Wire.readOpenAi(
                                call("\"index\":0,\"function\":{\"name\":\"f\"}")
                                        + call("\"index\":1,\"function\":{\"name\":\"f\"}")
                                        + END));

        assertThat(answer.blocks())
                .containsExactly(
                        new Block.ToolUse("call_c_0", "f", ""),
                        new Block.ToolUse("call_c_1", "f", ""));
    }

    @Test
    void aNameThatComesAfterTheArgumentsIsWaitedFor() throws MalformedAnswer {
        ChatReply answer =
                Assembled.from(
                        Wire.readOpenAi(
                                call("\"index\":0,\"id\":\"x\",\"function\":{\"arguments\":\"{\"}")
                                        + call("\"index\":0,\"function\":{\"name\":\"f\"}")
                                        + call("\"index\":0,\"function\":{\"arguments\":\"}\"}")
                                        + END));

        assertThat(answer.blocks()).containsExactly(new Block.ToolUse("x", "f", "{}"));
    }

    @Test
    void noChoicesEarlyUsageAndAReasonToldTwiceAreTolerated() throws MalformedAnswer {
        String usage = ",\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2}}\n\n";
        ChatReply answer =
                Assembled.from(
                        Wire.readOpenAi(
                                "data: {\"id\":\"\",\"model\":\"\",\"choices\":null}\n\n"
                                        + chunk("{\"content\":\"a\"}", "\"\"")
                                                .replace("}\n\n", usage)
                                        + chunk("{}", "\"length\"")
                                        + END));

        assertThat(answer.blocks()).containsExactly(new Block.Text("a"));
        assertThat(answer.finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.usage().totalInput()).isEqualTo(4);
    }

    @Test
    void aRefusalIsAReasonOfItsOwn() throws MalformedAnswer {
        ChatReply answer =
                Assembled.from(Wire.readOpenAi(chunk("{\"refusal\":\"No.\"}", "null") + END));

        assertThat(answer.blocks()).containsExactly(new Block.Refusal("No."));
        assertThat(answer.finish()).isEqualTo(FinishReason.REFUSAL);
        assertThat(Wire.text(AnthropicChat.write(answer)))
                .contains("\"text\":\"No.\"", "\"stop_reason\":\"refusal\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: [DONE]\n\n",
                "data: {\"error\":{\"message\":\"x\"}}\n\n",
                "data: {\"object\":\"error\",\"message\":\"x\"}\n\n",
                "data: [1]\n\n",
                "data: {\"id\"\n\n",
                "AFTER_FINISH",
                "AFTER_DONE",
                "NAMELESS",
                "REASON_ERROR"
            })
    void aBrokenOpenAiStreamIsNeverEndedAsIfItWereWhole(String fault) {
        String content = chunk("{\"content\":\"a\"}", "null");
        String stream =
                switch (fault) {
                    case "AFTER_FINISH" -> chunk("{}", "\"stop\"") + content + "data: [DONE]\n\n";
                    case "AFTER_DONE" -> content + END + content;
                    case "NAMELESS" -> call("\"index\":0,\"id\":\"x\"") + END;
                    case "REASON_ERROR" -> content + chunk("{}", "\"error\"");
                    default -> content + fault;
                };

        assertThatThrownBy(() -> Wire.readOpenAi(stream)).isInstanceOf(MalformedAnswer.class);
    }

    @Test
    void whatIsHeldForInterleavedCallsHasABound() {
        StringBuilder stream = new StringBuilder();
        stream.append(call("\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"f\"}"));
        stream.append(call("\"index\":1,\"id\":\"y\",\"function\":{\"name\":\"g\"}"));
        String piece = "z".repeat(100_000);
        for (int i = 0; i < 11; i++) {
            stream.append(call("\"index\":1,\"function\":{\"arguments\":\"" + piece + "\"}"));
        }

        assertThatThrownBy(() -> Wire.readOpenAi(stream.toString()))
                .isInstanceOf(MalformedAnswer.class)
                .hasMessageContaining("interleave");
    }

    @Test
    void anAnthropicStreamIsReadInItsOrder() throws MalformedAnswer {
        ChatReply answer =
                Assembled.from(
                        Wire.readAnthropic(
                                MESSAGE_START
                                        + event("ping", "")
                                        + TEXT_START
                                        + TEXT_DELTA
                                        + BLOCK_STOP
                                        + event(
                                                "content_block_start",
                                                ",\"index\":1,\"content_block\":{\"type\":\"server_tool_use\"}")
                                        + event(
                                                "content_block_delta",
                                                ",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}")
                                        + event("content_block_stop", ",\"index\":1")
                                        + MESSAGE_DELTA
                                        + MESSAGE_STOP));

        assertThat(answer.blocks()).containsExactly(new Block.Text("a"));
        // The last report is the total: 3 and 7 make 7.
        assertThat(answer.usage().output()).isEqualTo(TokenCount.reported(7));
        assertThat(answer.usage().input()).isEqualTo(TokenCount.reported(5));
    }

    @ParameterizedTest
    @CsvSource({
        "two message_starts, SS",
        "no message_start, B",
        "a delta outside a block, SD",
        "overlapping blocks, SBB",
        "a block that ends twice, SBDEE",
        "no reason, SBDEX",
        "a reason inside a block, SBDR",
        "an end without anything, SX",
        "a block after the reason, SRB",
        "two ends, SRXX",
        "an error, SBD!",
    })
    void aBrokenAnthropicStreamIsNeverEndedAsIfItWereWhole(String fault, String order) {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < order.length(); i++) {
            stream.append(
                    switch (order.charAt(i)) {
                        case 'S' -> MESSAGE_START;
                        case 'B' -> TEXT_START;
                        case 'D' -> TEXT_DELTA;
                        case 'E' -> BLOCK_STOP;
                        case 'R' -> MESSAGE_DELTA;
                        case 'X' -> MESSAGE_STOP;
                        default -> event("error", ",\"error\":{\"type\":\"overloaded_error\"}");
                    });
        }

        assertThatThrownBy(() -> Wire.readAnthropic(stream.toString()))
                .as(fault)
                .isInstanceOf(MalformedAnswer.class);
    }

    @Test
    void aSecondBeginningNeverReachesTheCaller() {
        ChatStreamWriter writer = AnthropicChat.stream(true, 0);
        ChatEvent started = new ChatEvent.Started("a", "m", Usage.NONE);
        assertThat(writer.write(started)).isNotEmpty();

        assertThatThrownBy(() -> writer.write(started)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void usageIsHiddenFromAnOpenAiCallerWhoDidNotAsk() {
        List<ChatEvent> events = new Some(1).events();

        assertThat(Wire.write(OpenAiChat.stream(false, 0), events)).doesNotContain("usage");
        assertThat(Wire.write(OpenAiChat.stream(true, 0), events))
                .containsOnlyOnce("\"choices\":[],\"usage\":{");
    }

    @Test
    void reasoningBeyondTheBoundReachesAnOpenAiCallerAsTextOnly() {
        ChatStreamWriter writer = OpenAiChat.stream(false, 0);
        writer.write(new ChatEvent.Started("a", "m", Usage.NONE));
        writer.write(new ChatEvent.BlockStarted(ChatEvent.Kind.THINKING));
        String piece = "z".repeat(400_000);
        for (int i = 0; i < 3; i++) {
            assertThat(Wire.text(writer.write(new ChatEvent.TextDelta(piece)))).contains(piece);
        }
        writer.write(new ChatEvent.SignatureDelta("s"));
        writer.write(new ChatEvent.BlockEnded());
        writer.write(new ChatEvent.RedactedThinkingStarted("r"));
        writer.write(new ChatEvent.BlockEnded());

        assertThat(Wire.text(writer.write(new ChatEvent.Finished(FinishReason.STOP, null))))
                .contains("\"delta\":{},");
    }

    @Test
    void anUnfinishedToolCallIsNotHandedOnAsAWholeOne() throws MalformedAnswer {
        assertThat(OpenAiChatReply.read(reply("{\\\"a\\\":", "length")).blocks()).isEmpty();
        assertThatThrownBy(() -> OpenAiChatReply.read(reply("{\\\"a\\\":", "tool_calls")))
                .isInstanceOf(MalformedAnswer.class);
    }

    private static byte[] reply(String arguments, String finish) {
        return Wire.bytes(
                "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":\""
                        + arguments
                        + "\"}}]},\"finish_reason\":\""
                        + finish
                        + "\"}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"error\":{}}",
                "{\"choices\":[]}",
                "{\"choices\":[{\"message\":{\"content\":\"a\"}}]}",
                "{\"type\":\"message\",\"content\":[]}",
                "{\"type\":\"error\"}"
            })
    void whatIsNoAnswerIsMalformedInBothDialects(String body) {
        assertThatThrownBy(() -> OpenAiChatReply.read(Wire.bytes(body)))
                .isInstanceOf(MalformedAnswer.class);
        assertThatThrownBy(() -> AnthropicChatReply.read(Wire.bytes(body)))
                .isInstanceOf(MalformedAnswer.class);
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "pause_turn, length",
        "tool_use, tool_calls",
        "refusal, content_filter",
    })
    void stopReasonsBecomeFinishReasons(String stop, String finish) throws MalformedAnswer {
        byte[] body =
                Wire.bytes(
                        "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"" + stop + "\"}");

        assertThat(Wire.text(OpenAiChat.write(AnthropicChatReply.read(body))))
                .contains("\"finish_reason\":\"" + finish + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "stop, end_turn",
        "length, max_tokens",
        "tool_calls, tool_use",
        "content_filter, refusal",
        "function_call, tool_use",
        "whatever, end_turn",
    })
    void finishReasonsBecomeStopReasons(String finish, String stop) throws MalformedAnswer {
        byte[] body =
                Wire.bytes("{\"choices\":[{\"message\":{},\"finish_reason\":\"" + finish + "\"}]}");

        assertThat(Wire.text(AnthropicChat.write(OpenAiChatReply.read(body))))
                .contains("\"stop_reason\":\"" + stop + "\"");
    }
}
