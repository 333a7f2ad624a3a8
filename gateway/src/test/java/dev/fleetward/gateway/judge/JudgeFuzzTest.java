package dev.fleetward.gateway.judge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.snapshot.Expectations;
import dev.fleetward.gateway.provider.StreamReader;
import dev.fleetward.gateway.wire.JsonBody;
import dev.fleetward.gateway.wire.Mutation;
import dev.fleetward.gateway.wire.SseSplitter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever a caller asks and a provider answers: the judge never throws, and holds nothing after.
/// The fuzz test runs its seeds here; with `JAZZER_FUZZ=1` in the environment it looks for new
/// ones.
class JudgeFuzzTest {
    private static final int ROUNDS = 4_000;

    private static final List<Operation> OPERATIONS =
            List.of(
                    Operation.CHAT_COMPLETIONS,
                    Operation.RESPONSES,
                    Operation.MESSAGES,
                    Operation.COMPLETIONS);

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"a\":{\"enum\":[1,\"x\"],\"minimum\":1},\"b\":{\"items\":{\"$ref\":\"#\"},\"uniqueItems\":true}},\"additionalProperties\":{\"not\":{\"oneOf\":[{\"minLength\":2},{\"multipleOf\":3}]}},\"required\":[\"a\"]}";

    private static final String REQUEST =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"the and of to in that is it\"}]}],\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"input_schema\":"
                    + SCHEMA
                    + ",\"parameters\":"
                    + SCHEMA
                    + ",\"function\":{\"name\":\"f\",\"parameters\":"
                    + SCHEMA
                    + "}}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":"
                    + SCHEMA
                    + "}},\"text\":{\"format\":{\"type\":\"json_object\"}},\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":"
                    + SCHEMA
                    + "}}}";

    private static final List<String> ANSWERS =
            List.of(
                    "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"{\\\"a\\\":1,\\\"b\\\":[{\\\"a\\\":\\\"x\\\"},{}]}\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]},\"finish_reason\":\"stop\"}]}",
                    "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"{}\"},{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{\"a\":[1,{\"b\":null}]}}],\"stop_reason\":\"end_turn\"}",
                    "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"{\\\"a\\\":2}\"}]},{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{\\\"a\\\":7}\"}]}",
                    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"{\\\"a\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\\":1}\",\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
                    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{}}\n\nevent: content_block_start\ndata: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{}}}\n\nevent: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"partial_json\":\"{\\\"a\\\":1}\"}}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                    "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"{}\"}]}]}}\n\n");

    @FuzzTest
    void judgesAnything(byte[] bytes) {
        judgeAll(REQUEST.getBytes(UTF_8), bytes, new Random(0));
        judgeAll(bytes, ANSWERS.getFirst().getBytes(UTF_8), new Random(0));
    }

    @Test
    void judgesDamagedRequestsAndAnswers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Mutation mutation = new Mutation(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] answer = ANSWERS.get(round % ANSWERS.size()).getBytes(UTF_8);
            byte[] request = REQUEST.getBytes(UTF_8);
            byte[] damagedRequest = random.nextBoolean() ? request : mutation.of(request);
            byte[] damagedAnswer = random.nextInt(4) == 0 ? answer : mutation.of(answer);
            try {
                judgeAll(damagedRequest, damagedAnswer, random);
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + ": "
                                + new String(damagedRequest, UTF_8)
                                + " "
                                + new String(damagedAnswer, UTF_8),
                        e);
            }
        }
    }

    private static void judgeAll(byte[] request, byte[] answer, Random random) {
        try {
            JsonBody.parse(request, 256);
        } catch (JsonBody.Malformed refused) {
            return;
        }
        Room room = new Room();
        for (Operation asked : OPERATIONS) {
            for (Operation answered : OPERATIONS) {
                Judged judged =
                        new Judged(asked, new String(request, UTF_8))
                                .in(room)
                                .expecting(new Expectations(false, false, "de", true));
                try (Judge judge = judged.judge()) {
                    Judged.wire(answered).readAnswer(answered, answer, false, judge);
                    judge.verdict(random.nextBoolean());
                }
                try (Judge judge = judged.judge()) {
                    stream(answered, answer, judge, random);
                    judge.verdict(false);
                }
                assertThat(room.held()).isZero();
            }
        }
    }

    /// Cut anywhere.
    private static void stream(Operation answered, byte[] answer, Judge judge, Random random) {
        StreamReader reader = Judged.wire(answered).stream(answered, null, judge);
        SseSplitter splitter = new SseSplitter(1 << 16);
        int at = 0;
        while (at < answer.length) {
            int length = Math.min(answer.length - at, 1 + random.nextInt(200));
            splitter.feed(answer, at, length, (b, from, n) -> reader.read(b, from, n));
            at += length;
        }
    }
}
