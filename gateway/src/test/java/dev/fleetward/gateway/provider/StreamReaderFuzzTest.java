package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fleetward.core.call.Operation;
import dev.fleetward.gateway.provider.StreamReader.Frame;
import dev.fleetward.gateway.wire.Mutation;
import dev.fleetward.gateway.wire.SseSplitter;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Readers answer whatever a provider sends, and never throw. The fuzz test runs its seeds here;
/// with `JAZZER_FUZZ=1` in the environment it looks for new ones.
class StreamReaderFuzzTest {
    private static final int ROUNDS = 10_000;

    private static final Map<Operation, String> STREAMS =
            Map.of(
                    Operation.CHAT_COMPLETIONS,
                    Streams.CHAT,
                    Operation.RESPONSES,
                    Streams.RESPONSES,
                    Operation.MESSAGES,
                    Streams.MESSAGES,
                    Operation.GENERATE_CONTENT,
                    GeminiWireTest.STREAM);

    @FuzzTest
    void answersAnyStream(byte[] bytes) {
        for (Operation operation : STREAMS.keySet()) {
            readAll(operation, bytes);
        }
    }

    @Test
    void answersDamagedStreams() {
        long seed = new Random().nextLong();
        Mutation mutation = new Mutation(seed);
        STREAMS.forEach((operation, stream) -> {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = mutation.of(stream.getBytes(UTF_8));
                try {
                    readAll(operation, bytes);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("seed " + seed + ": " + new String(bytes, UTF_8), e);
                }
            }
        });
    }

    @Test
    void answersDamagedErrorsAndAnswers() {
        long seed = new Random().nextLong();
        Mutation mutation = new Mutation(seed);
        String[] bodies = {
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"},{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\":[1]}}}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":1}}",
            "[{\"error\":{\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"violations\":[{\"quotaId\":\"PerDay\"}]},{\"retryDelay\":\"3s\"}]}}]",
            "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":null,\"code\":\"c\"}}",
            "{\"choices\":[{\"message\":{\"content\":\"a\",\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}}],\"usage\":{\"prompt_tokens\":1}}",
            "{\"content\":[{\"type\":\"tool_use\",\"input\":{\"a\":[1]}}],\"usage\":{\"input_tokens\":1,\"cache_creation\":{}}}",
            "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":[{\"text\":\"a\"}]}]}"
        };
        OpenAiWire openAi = new OpenAiWire(Streams.CLOCK);
        AnthropicWire anthropic = new AnthropicWire(Streams.CLOCK);
        GeminiWire gemini = new GeminiWire(Streams.CLOCK);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutation.of(bodies[round % bodies.length].getBytes(UTF_8));
            try {
                assertThat(openAi.readError(400 + round % 200, name -> null, bytes)).isNotNull();
                for (Operation operation : Operation.values()) {
                    ProviderWire wire =
                            switch (operation) {
                                case MESSAGES, COUNT_TOKENS -> anthropic;
                                case GENERATE_CONTENT -> gemini;
                                default -> openAi;
                            };
                    assertThat(wire.readAnswer(operation, bytes, false).facts()).isNotNull();
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + new String(bytes, UTF_8), e);
            }
        }
    }

    private static void readAll(Operation operation, byte[] bytes) {
        ProviderWire wire =
                switch (operation) {
                    case MESSAGES -> new AnthropicWire(Streams.CLOCK);
                    case GENERATE_CONTENT -> new GeminiWire(Streams.CLOCK);
                    default -> new OpenAiWire(Streams.CLOCK);
                };
        StreamReader reader = wire.stream(operation, null);
        new SseSplitter(1 << 16)
                .feed(
                        bytes,
                        0,
                        bytes.length,
                        (b, from, n) -> {
                            Frame frame = reader.read(b, from, n);
                            assertThat(reader.failure() != null).isEqualTo(frame == Frame.BROKEN);
                            assertThat(reader.facts().usage.totalInput()).isNotNegative();
                        });
    }
}
