package dev.fleetward.gateway.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fleetward.gateway.dialect.AnthropicChat;
import dev.fleetward.gateway.dialect.BadRequest;
import dev.fleetward.gateway.dialect.OpenAiChat;
import dev.fleetward.gateway.provider.AnthropicChatReply;
import dev.fleetward.gateway.provider.AnthropicRequestWriter;
import dev.fleetward.gateway.provider.MalformedAnswer;
import dev.fleetward.gateway.provider.NotExpressible;
import dev.fleetward.gateway.provider.OpenAiChatReply;
import dev.fleetward.gateway.provider.OpenAiRequestWriter;
import dev.fleetward.gateway.wire.JsonValue;
import java.io.InputStream;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged bodies, thousands of them: each is read, or refused in the way that is meant for it, and
/// what is written from it is JSON.
class MutationTest {
    private static final int ROUNDS = 3_000;
    private static final String[] SHARDS = {
        "null",
        "{}",
        "[]",
        "\"\"",
        "-1",
        "1e999",
        "true",
        "\"type\"",
        ",",
        ":",
        "\\u0000",
        "9".repeat(30)
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai-request.json",
                "anthropic-request.json",
                "openai-reply.json",
                "anthropic-reply.json"
            })
    void damageIsRefusedInTheWayThatIsMeantForIt(String name) throws Exception {
        byte[] sound;
        try (InputStream in =
                Objects.requireNonNull(
                        MutationTest.class.getResourceAsStream("/translation/" + name))) {
            sound = in.readAllBytes();
        }
        int read = 0;
        for (long seed = 0; seed < ROUNDS; seed++) {
            byte[] damaged = damage(sound, new Random(seed));
            try {
                JsonValue.parse(translate(name, damaged));
                read++;
            } catch (BadRequest | NotExpressible | MalformedAnswer e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException | JsonValue.Malformed e) {
                fail("seed " + seed + ": " + Wire.text(damaged), e);
            }
        }
        assertThat(read).as("some damage does no harm").isPositive();
    }

    private static byte[] translate(String name, byte[] body)
            throws BadRequest, NotExpressible, MalformedAnswer {
        return switch (name) {
            case "openai-request.json" ->
                    AnthropicRequestWriter.write(OpenAiChat.read(body), Wire.ANTHROPIC, true)
                            .body();
            case "anthropic-request.json" ->
                    OpenAiRequestWriter.write(AnthropicChat.read(body), Wire.OPENAI, true).body();
            case "openai-reply.json" -> AnthropicChat.write(OpenAiChatReply.read(body));
            default -> OpenAiChat.write(AnthropicChatReply.read(body));
        };
    }

    /// Replaces the value of a random place, or some bytes, by something else.
    private static byte[] damage(byte[] sound, Random random) {
        String text = Wire.text(sound);
        int at = random.nextInt(text.length());
        int colon = text.indexOf(':', at);
        if (random.nextBoolean() && colon > 0) {
            int end = colon + 1;
            while (end < text.length() && ",}]\n".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            return Wire.bytes(
                    text.substring(0, colon + 1)
                            + SHARDS[random.nextInt(SHARDS.length)]
                            + text.substring(end));
        }
        int to = Math.min(text.length(), at + random.nextInt(4));
        return Wire.bytes(
                text.substring(0, at)
                        + (random.nextBoolean() ? SHARDS[random.nextInt(SHARDS.length)] : "")
                        + text.substring(to));
    }
}
