package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tool calls whose arguments are no JSON, and those that only look so.
final class ToolCallsTest {
    private static String delta(int index, String id, String arguments) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":%d%s,\"function\":{\"arguments\":\"%s\"}}]},\"finish_reason\":null}]}"
                .formatted(
                        index,
                        id.isEmpty() ? "" : ",\"id\":\"" + id + "\"",
                        arguments.replace("\"", "\\\""));
    }

    private static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }

    /// Which of the events breaks the stream, or −1.
    private static int breaksAt(String... data) {
        OpenAiChatStream stream = new OpenAiChatStream(AnswerListener.NOBODY);
        for (int i = 0; i < data.length; i++) {
            byte[] event = ("data: " + data[i] + "\n\n").getBytes(UTF_8);
            if (stream.read(event, 0, event.length) == StreamReader.Frame.BROKEN) {
                assertThat(stream.failure()).isNotNull();
                return i;
            }
        }
        return -1;
    }

    @Test
    void breaksAtTheFragmentThatCannotBeContinued() {
        assertThat(
                        breaksAt(
                                delta(0, "a", "{\"x\":"),
                                delta(0, "", "1,:"),
                                finish("tool_calls"),
                                "[DONE]"))
                .isEqualTo(1);
    }

    @Test
    void breaksWhereTheReasonClaimsThatTheCallIsWhole() {
        assertThat(breaksAt(delta(0, "a", "{\"x\":"), finish("tool_calls"), "[DONE]")).isEqualTo(1);
        assertThat(breaksAt(delta(0, "a", "{\"x\":"), "[DONE]")).isEqualTo(1);
    }

    @Test
    void aCallThatTheTokenLimitCutIsNoFault() {
        assertThat(breaksAt(delta(0, "a", "{\"x\":"), finish("length"), "[DONE]")).isEqualTo(-1);
    }

    @Test
    void interleavedCallsAreJudgedEachByItself() {
        assertThat(
                        breaksAt(
                                delta(0, "a", "{\"x\""),
                                delta(1, "b", "{\"y\":"),
                                delta(0, "", ":1}"),
                                delta(1, "", "2}"),
                                finish("tool_calls"),
                                "[DONE]"))
                .isEqualTo(-1);
    }

    @Test
    void severalCallsAtIndexZeroAreToldApartByTheirIds() {
        assertThat(
                        breaksAt(
                                delta(0, "a", "{\"x\":1}"),
                                delta(0, "b", "{\"x\":2}"),
                                finish("stop"),
                                "[DONE]"))
                .isEqualTo(-1);
    }

    @Test
    void noArgumentsAreFine() {
        assertThat(breaksAt(delta(0, "a", ""), finish("tool_calls"), "[DONE]")).isEqualTo(-1);
    }

    @Test
    void theInputOfCustomToolsIsAnyText() {
        String custom =
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"custom\":{\"name\":\"run\",\"input\":\"print(1\"}}]}}]}";
        assertThat(breaksAt(custom, finish("tool_calls"), "[DONE]")).isEqualTo(-1);
    }

    @Test
    void soundArgumentsAreSoundHoweverTheyAreCut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String json =
                "{\"a\":[1,-2.5e3,true,null],\"b\":{\"c\":\"\\u00e9 \\\"x\\\" ö 😀\"},\"d\":\"\"}";
        for (int i = 0; i < 200; i++) {
            ToolArguments arguments = new ToolArguments();
            ToolArguments cut = new ToolArguments();
            for (String piece : pieces(json, random)) {
                assertThat(arguments.add(piece)).as("seed %d", seed).isTrue();
            }
            assertThat(arguments.end()).as("seed %d", seed).isTrue();

            String prefix = json.substring(0, 1 + random.nextInt(json.length() - 1));
            assertThat(cut.add(prefix)).as("seed %d: %s", seed, prefix).isTrue();
            assertThat(cut.end()).as("seed %d: %s", seed, prefix).isFalse();
        }
    }

    private static List<String> pieces(String text, Random random) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(7));
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    @Test
    void wholeAnswersAreJudgedBeforeTheyAreSent() {
        String answer =
                "{\"choices\":[{\"index\":0,\"message\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"%s\"}}]},\"finish_reason\":\"%s\"}]}";
        assertThat(judged(Operation.CHAT_COMPLETIONS, answer.formatted("{}", "tool_calls")))
                .isNull();
        assertThat(judged(Operation.CHAT_COMPLETIONS, answer.formatted("{", "length"))).isNull();
        assertThat(judged(Operation.CHAT_COMPLETIONS, answer.formatted("{", "tool_calls")))
                .isEqualTo(FailureKind.BROKEN_TOOL_CALL);

        String response =
                "{\"status\":\"%s\",\"output\":[{\"type\":\"function_call\",\"arguments\":\"%s\"}]}";
        assertThat(judged(Operation.RESPONSES, response.formatted("completed", "{}"))).isNull();
        assertThat(judged(Operation.RESPONSES, response.formatted("incomplete", "{"))).isNull();
        assertThat(judged(Operation.RESPONSES, response.formatted("completed", "{")))
                .isEqualTo(FailureKind.BROKEN_TOOL_CALL);
    }

    private static @org.jspecify.annotations.Nullable FailureKind judged(
            Operation operation, String body) {
        var failure = new OpenAiAnswer(operation, AnswerListener.NOBODY).read(body.getBytes(UTF_8));
        return failure == null ? null : failure.kind();
    }

    @Test
    void aMessageIsJudgedByItsStopReason() {
        assertThat(message("{\\\"x\\\":", "tool_use")).isEqualTo(StreamReader.Frame.BROKEN);
        assertThat(message("{\\\"x\\\":1}", "tool_use")).isEqualTo(StreamReader.Frame.CONTENT);
        assertThat(message("{\\\"x\\\":", "max_tokens")).isEqualTo(StreamReader.Frame.CONTENT);
        assertThat(message("{,", "max_tokens")).isEqualTo(StreamReader.Frame.BROKEN);
    }

    /// What the event with the stop reason is, or the first that broke the stream.
    private static StreamReader.Frame message(String fragment, String reason) {
        AnthropicStream stream = new AnthropicStream(AnswerListener.NOBODY);
        String[][] events = {
            {"message_start", ",\"message\":{\"content\":[]}"},
            {
                "content_block_start",
                ",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"input\":{}}"
            },
            {
                "content_block_delta",
                ",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""
                        + fragment
                        + "\"}"
            },
            {"content_block_stop", ",\"index\":0"},
            {"message_delta", ",\"delta\":{\"stop_reason\":\"" + reason + "\"}"},
        };
        StreamReader.Frame frame = StreamReader.Frame.IDLE;
        for (String[] event : events) {
            byte[] bytes =
                    ("event: "
                                    + event[0]
                                    + "\ndata: {\"type\":\""
                                    + event[0]
                                    + "\""
                                    + event[1]
                                    + "}\n\n")
                            .getBytes(UTF_8);
            frame = stream.read(bytes, 0, bytes.length);
            if (frame == StreamReader.Frame.BROKEN) {
                return frame;
            }
        }
        return frame;
    }
}
