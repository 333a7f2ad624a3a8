package dev.fleetward.gateway.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.call.chat.ResponseFormat;
import dev.fleetward.core.call.chat.Turn;
import dev.fleetward.gateway.dialect.AnthropicChat;
import dev.fleetward.gateway.dialect.OpenAiChat;
import dev.fleetward.gateway.provider.AnthropicChatReply;
import dev.fleetward.gateway.provider.AnthropicRequestWriter;
import dev.fleetward.gateway.provider.OpenAiChatReply;
import dev.fleetward.gateway.provider.OpenAiRequestWriter;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What goes through a dialect comes out as it went in, for random conversations and answers.
class RoundTripTest {
    private static final int SEEDS = 400;

    @Test
    void whatBothDialectsCanSaySurvivesBothOneAfterTheOther() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            ChatRequest request = new Some(seed).request(false);
            ChatRequest once =
                    OpenAiChat.read(OpenAiRequestWriter.write(request, Wire.OPENAI, false).body());
            ChatRequest twice =
                    AnthropicChat.read(
                            AnthropicRequestWriter.write(once, Wire.ANTHROPIC, false).body());

            assertThat(plain(once)).as("openai, seed " + seed).isEqualTo(plain(request));
            assertThat(plain(twice)).as("both, seed " + seed).isEqualTo(plain(request));
        }
    }

    @Test
    void everythingNeutralSurvivesTheAnthropicDialect() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            ChatRequest request = new Some(seed).request(true);
            ChatRequest back =
                    AnthropicChat.read(
                            AnthropicRequestWriter.write(request, Wire.ANTHROPIC, false).body());

            assertThat(plain(back)).as("seed " + seed).isEqualTo(plain(request));
        }
    }

    /// Joined turns; and the format without what only one dialect says of it.
    private static ChatRequest plain(ChatRequest request) {
        ResponseFormat format =
                request.format() instanceof ResponseFormat.JsonSchema schema
                        ? new ResponseFormat.JsonSchema(null, null, schema.schema(), null)
                        : request.format();
        return new ChatRequest(
                request.model(),
                request.system(),
                Turn.joined(request.turns()),
                request.tools(),
                request.toolChoice(),
                request.parallelTools(),
                request.sampling(),
                format,
                request.reasoning(),
                request.user(),
                request.serviceTier(),
                request.stream(),
                request.unshared());
    }

    @Test
    void signedThinkingSurvivesACallerOfTheOtherDialect() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            ChatReply answer = Assembled.from(new Some(seed).events());
            JsonValue message =
                    JsonValue.parse(OpenAiChat.write(answer))
                            .get("choices")
                            .items()
                            .getFirst()
                            .get("message");
            ChatRequest next =
                    OpenAiChat.read(
                            Wire.bytes("{\"model\":\"m\",\"messages\":[" + message.raw() + "]}"));

            assertThat(thinking(next.turns().getFirst().blocks()))
                    .as("seed " + seed)
                    .isEqualTo(thinking(answer.blocks()));
        }
    }

    @Test
    void signedThinkingReachesAStreamingCallerInOneDelta() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<ChatEvent> events = new Some(seed).events();
            List<String> deltas = new ArrayList<>();
            for (Wire.Sse event : Wire.events(Wire.write(OpenAiChat.stream(true, 7), events))) {
                if (event.data().contains("\"thinking_blocks\":")) {
                    deltas.add(event.data());
                }
            }
            List<Block> expected = thinking(Assembled.from(events).blocks());

            assertThat(deltas).as("seed " + seed).hasSize(expected.isEmpty() ? 0 : 1);
            if (!expected.isEmpty()) {
                JsonValue delta =
                        JsonValue.parse(deltas.getFirst())
                                .get("choices")
                                .items()
                                .getFirst()
                                .get("delta");
                String message =
                        "{\"role\":\"assistant\",\"thinking_blocks\":"
                                + delta.get("thinking_blocks").raw()
                                + "}";
                ChatRequest next =
                        OpenAiChat.read(
                                Wire.bytes("{\"model\":\"m\",\"messages\":[" + message + "]}"));
                assertThat(next.turns().getFirst().blocks()).isEqualTo(expected);
            }
        }
    }

    private static List<Block> thinking(List<Block> blocks) {
        return blocks.stream()
                .filter(block ->
                        block instanceof Block.Thinking || block instanceof Block.RedactedThinking)
                .toList();
    }

    @Test
    void answersSurviveTheAnthropicDialectWholeAndStreamed() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<ChatEvent> events = new Some(seed).events();
            ChatReply answer = Assembled.from(events);
            String stream = Wire.write(AnthropicChat.stream(true, 7), events);
            AnthropicStreamRules.check(stream);
            ChatReply streamed = Assembled.from(Wire.readAnthropic(stream));
            ChatReply whole = AnthropicChatReply.read(AnthropicChat.write(answer));

            assertThat(streamed.blocks()).as("seed " + seed).isEqualTo(answer.blocks());
            assertThat(whole.blocks()).as("seed " + seed).isEqualTo(answer.blocks());
            assertThat(List.of(numbers(streamed.usage()), numbers(whole.usage())))
                    .containsOnly(numbers(answer.usage()));
            assertThat(streamed.finish()).isEqualTo(whole.finish()).isEqualTo(inAnthropic(answer));
            assertThat(streamed.id()).isEqualTo(whole.id()).isEqualTo(answer.id());
        }
    }

    private static FinishReason inAnthropic(ChatReply answer) {
        return switch (answer.finish()) {
            case OTHER -> FinishReason.STOP;
            case CONTENT_FILTER -> FinishReason.REFUSAL;
            default -> answer.finish();
        };
    }

    @Test
    void answersSurviveTheOpenAiDialectWholeAndStreamed() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<ChatEvent> events = new Some(seed).events();
            ChatReply answer = Assembled.from(events);
            ChatReply streamed =
                    Assembled.from(Wire.readOpenAi(Wire.write(OpenAiChat.stream(true, 7), events)));
            ChatReply whole = OpenAiChatReply.read(OpenAiChat.write(answer));

            assertThat(inOneMessage(streamed.blocks()))
                    .as("seed " + seed)
                    .isEqualTo(inOneMessage(answer.blocks()));
            assertThat(inOneMessage(whole.blocks()))
                    .as("seed " + seed)
                    .isEqualTo(inOneMessage(answer.blocks()));
            assertThat(List.of(numbers(streamed.usage()), numbers(whole.usage())))
                    .containsOnly(numbers(answer.usage()));
            assertThat(streamed.finish()).isEqualTo(whole.finish());
            assertThat(Assembled.isCutShort(answer.finish()))
                    .isEqualTo(whole.finish() == FinishReason.LENGTH);
        }
    }

    /// A message of this dialect has all its reasoning, all its text and its tool calls side by
    /// side.
    private static List<Object> inOneMessage(List<Block> blocks) {
        StringBuilder reasoning = new StringBuilder();
        StringBuilder text = new StringBuilder();
        List<Object> message = new ArrayList<>();
        for (Block block : blocks) {
            switch (block) {
                case Block.Thinking thinking -> reasoning.append(thinking.text());
                case Block.Text said -> text.append(said.text());
                case Block.ToolUse use -> message.add(use);
                default -> {}
            }
        }
        message.add(reasoning.toString());
        message.add(text.toString());
        return message;
    }

    private static List<Long> numbers(Usage usage) {
        return List.of(
                usage.input().tokens(),
                usage.cacheRead().tokens(),
                usage.cacheWrite().tokens(),
                usage.output().tokens(),
                usage.reasoning().tokens());
    }

    @Test
    void interleavedToolCallsComeOutInOrderAndWhole() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            InterleavedCalls calls = new InterleavedCalls(new Some(seed));
            List<ChatEvent> events = Wire.readOpenAi(calls.stream());
            ChatReply answer = Assembled.from(events);
            String stream = Wire.write(AnthropicChat.stream(false, 7), events);
            AnthropicStreamRules.check(stream);

            assertThat(inOneMessage(answer.blocks()))
                    .as("seed " + seed)
                    .isEqualTo(calls.expected());
            assertThat(Assembled.from(Wire.readAnthropic(stream)).blocks())
                    .as("seed " + seed)
                    .isEqualTo(answer.blocks());
            assertThat(answer.finish()).isEqualTo(calls.finish());
        }
    }
}
