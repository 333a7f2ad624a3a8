package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import dev.fleetward.app.fleet.ScriptedProvider.Script;
import dev.fleetward.testbed.provider.FaultBoard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams that break or fall silent, as the SDKs read them.
class SdkStreamTest {
    private static final Duration SILENCE = Duration.ofMillis(1_200);
    private static final String CHUNK =
            "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":%s}]}\n\n";
    private static final String DELTA =
            """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}

            """;

    private static ScriptedProvider scripted;
    private static TestFleet fleet;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    @BeforeAll
    static void start() throws Exception {
        scripted = ScriptedProvider.start();
        fleet =
                TestFleet.start(
                        "limits: { keepAlive: 1s }",
                        "",
                        Map.of(
                                "openai-scripted", scripted.url(),
                                "anthropic-scripted", scripted.url()));
        openAi = Sdks.openAi(fleet);
        anthropic = Sdks.anthropic(fleet);
    }

    @AfterAll
    static void stop() throws Exception {
        openAi.close();
        anthropic.close();
        fleet.close();
        scripted.close();
    }

    private static ChatCompletionCreateParams chat(String route, String prompt) {
        return ChatCompletionCreateParams.builder().model(route).addUserMessage(prompt).build();
    }

    private static MessageCreateParams message(String route, String prompt) {
        return MessageCreateParams.builder()
                .model(route)
                .maxTokens(1_000)
                .addUserMessage(prompt)
                .build();
    }

    private static String chatText(ChatCompletionCreateParams ask, StringBuilder text) {
        try (var stream = openAi.chat().completions().createStreaming(ask)) {
            stream.stream()
                    .flatMap(chunk -> chunk.validate().choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(text::append));
        }
        return text.toString();
    }

    private static String messageText(MessageCreateParams ask, StringBuilder text) {
        try (var stream = anthropic.messages().createStreaming(ask)) {
            stream.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(delta -> delta.delta().text().stream())
                    .forEach(delta -> text.append(delta.text()));
        }
        return text.toString();
    }

    /// What the call throws while the endpoint has the fault. A sound call follows, so that the
    /// endpoint's breaker stays closed.
    private static Throwable thrown(String route, String fault, ThrowingCallable call) {
        fleet.provider(route).faults().set(List.of(FaultBoard.Rule.parse(fault)));
        Throwable thrown = catchThrowable(call);
        fleet.clearFaults();
        assertThat(chatText(chat(route, "sound [[output=1]]"), new StringBuilder())).isNotBlank();
        return thrown;
    }

    @ParameterizedTest
    @CsvSource({
        "openai-a, cut@5",
        "openai-a, error-event@5",
        "openai-a, malformed@5",
        "openai-a, end@5",
        "anthropic-a, cut@5",
        "anthropic-a, error-event@5",
        "anthropic-a, malformed@5",
        "anthropic-a, end@5"
    })
    void aStreamThatBreaksRaisesInTheOpenAiSdk(String route, String fault) {
        StringBuilder text = new StringBuilder();

        Throwable thrown =
                thrown(route, fault, () -> chatText(chat(route, "go [[output=30]]"), text));

        assertThat(thrown).isInstanceOf(com.openai.errors.SseException.class);
        assertThat(text.toString()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "openai-a, cut@5",
        "openai-a, error-event@5",
        "openai-a, malformed@5",
        "openai-a, end@5",
        "anthropic-a, cut@5",
        "anthropic-a, error-event@5",
        "anthropic-a, malformed@5",
        "anthropic-a, end@5"
    })
    void aStreamThatBreaksRaisesInTheAnthropicSdk(String route, String fault) {
        StringBuilder text = new StringBuilder();

        Throwable thrown =
                thrown(route, fault, () -> messageText(message(route, "go [[output=30]]"), text));

        assertThat(thrown).isInstanceOf(com.anthropic.errors.SseException.class);
        assertThat(text.toString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut@8", "error-event@8", "end@8"})
    void aResponsesStreamThatBreaksRaisesOrTellsTheError(String fault) {
        var ask =
                ResponseCreateParams.builder().model("openai-b").input("go [[output=30]]").build();
        boolean[] told = new boolean[2];

        Throwable thrown =
                thrown(
                        "openai-b",
                        fault,
                        () -> {
                            try (var stream = openAi.responses().createStreaming(ask)) {
                                stream.stream()
                                        .forEach(event -> {
                                            told[0] |= event.isError();
                                            told[1] |= event.isCompleted();
                                        });
                            }
                        });

        assertThat(told[0] || thrown != null).isTrue();
        assertThat(told[1]).as("completed").isFalse();
    }

    private static void scriptChat() {
        scripted.answers(
                Script.stream(
                        SILENCE,
                        CHUNK.formatted("one ", "null"),
                        CHUNK.formatted("two", "\"stop\"") + "data: [DONE]\n\n"));
    }

    private static void scriptMessage() {
        scripted.answers(
                Script.stream(
                        SILENCE,
                        """
                        event: message_start
                        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}

                        event: content_block_start
                        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                        """
                                + DELTA.formatted("one "),
                        DELTA.formatted("two")
                                + """
                                event: content_block_stop
                                data: {"type":"content_block_stop","index":0}

                                event: message_delta
                                data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}

                                event: message_stop
                                data: {"type":"message_stop"}

                                """));
    }

    @Test
    void commentsInALongSilenceDoNotDisturbTheReaders() {
        scriptChat();
        assertThat(chatText(chat("openai-scripted", "hello"), new StringBuilder()))
                .isEqualTo("one two");
        assertThat(messageText(message("openai-scripted", "hello"), new StringBuilder()))
                .isEqualTo("one two");
        scriptMessage();
        assertThat(messageText(message("anthropic-scripted", "hello"), new StringBuilder()))
                .isEqualTo("one two");
    }

    @Test
    void aLongSilenceIsFilledWithCommentsBetweenEvents() throws Exception {
        scriptChat();
        String body =
                fleet.send(
                                fleet.post(
                                                "/v1/chat/completions",
                                                "{\"model\":\"openai-scripted\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                                        .build())
                        .body();

        assertThat(body)
                .isEqualTo(
                        CHUNK.formatted("one ", "null")
                                + ": keep-alive\n\n"
                                + CHUNK.formatted("two", "\"stop\"")
                                + "data: [DONE]\n\n");
    }
}
