package dev.fleetward.gateway.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.gateway.dialect.AnthropicChat;
import dev.fleetward.gateway.dialect.OpenAiChat;
import dev.fleetward.gateway.provider.AnthropicChatReply;
import dev.fleetward.gateway.provider.AnthropicRequestWriter;
import dev.fleetward.gateway.provider.OpenAiChatReply;
import dev.fleetward.gateway.provider.OpenAiRequestWriter;
import dev.fleetward.gateway.provider.ProviderWire;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// One rich fixture per dialect and direction; where a translation is to change, the expected file
/// shows how.
class GoldenTranslationTest {
    private static final long CREATED = 1_760_000_001L;

    @Test
    void anOpenAiRequestForAnAnthropicEndpoint() throws Exception {
        ProviderWire.Translated translated =
                AnthropicRequestWriter.write(
                        OpenAiChat.read(Wire.bytes(file("openai-request.json"))),
                        Wire.ANTHROPIC,
                        false);

        assertThat(translated.dropped()).isEmpty();
        assertJson(translated.body(), "openai-request.to-anthropic.json");
    }

    @Test
    void anAnthropicRequestForAnOpenAiEndpoint() throws Exception {
        ProviderWire.Translated translated =
                OpenAiRequestWriter.write(
                        AnthropicChat.read(Wire.bytes(file("anthropic-request.json"))),
                        Wire.OPENAI,
                        false);

        assertThat(translated.dropped()).isEmpty();
        assertJson(translated.body(), "anthropic-request.to-openai.json");
    }

    @Test
    void anOpenAiReplyForAnAnthropicCaller() throws Exception {
        assertJson(
                AnthropicChat.write(OpenAiChatReply.read(Wire.bytes(file("openai-reply.json")))),
                "openai-reply.to-anthropic.json");
    }

    @Test
    void anAnthropicReplyForAnOpenAiCaller() throws Exception {
        assertJson(
                OpenAiChat.write(
                        AnthropicChatReply.read(Wire.bytes(file("anthropic-reply.json")))
                                .createdAt(CREATED)),
                "anthropic-reply.to-openai.json");
    }

    @Test
    void anOpenAiStreamForAnAnthropicCaller() throws Exception {
        assertText(
                Wire.write(
                        AnthropicChat.stream(true, CREATED),
                        Wire.readOpenAi(file("openai-stream.txt"))),
                "openai-stream.to-anthropic.txt");
    }

    @Test
    void anAnthropicStreamForAnOpenAiCaller() throws Exception {
        assertText(
                Wire.write(
                        OpenAiChat.stream(true, CREATED),
                        Wire.readAnthropic(file("anthropic-stream.txt"))),
                "anthropic-stream.to-openai.txt");
    }

    private static void assertJson(byte[] actual, String expected) throws Exception {
        assertThat(Wire.compact(Wire.text(actual))).isEqualTo(Wire.compact(file(expected)));
    }

    private static void assertText(String actual, String expected) throws IOException {
        assertThat(actual).isEqualTo(file(expected));
    }

    private static String file(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        GoldenTranslationTest.class.getResourceAsStream("/translation/" + name),
                        name)) {
            return Wire.text(in.readAllBytes());
        }
    }
}
