package dev.fleetward.testbed.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.fleetward.testbed.engine.Profile;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The official SDKs with their response validation switched on, which misses no required member.
final class SdkReadsItTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static SimulatedProvider provider;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    @BeforeAll
    static void start() throws Exception {
        provider =
                SimulatedProvider.start(VERTX, Settings.standard().withProfile(Profile.INSTANT))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        openAi =
                OpenAIOkHttpClient.builder()
                        .baseUrl(provider.url() + "/v1")
                        .apiKey("any")
                        .responseValidation(true)
                        .maxRetries(0)
                        .build();
        anthropic =
                AnthropicOkHttpClient.builder()
                        .baseUrl(provider.url().toString())
                        .apiKey("any")
                        .responseValidation(true)
                        .maxRetries(0)
                        .build();
    }

    @AfterAll
    static void stop() throws Exception {
        openAi.close();
        anthropic.close();
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static ChatCompletionCreateParams.Builder chat(String prompt) {
        return ChatCompletionCreateParams.builder().model("sim-large").addUserMessage(prompt);
    }

    private static MessageCreateParams.Builder message(String prompt) {
        return MessageCreateParams.builder()
                .model("sim-large")
                .maxTokens(1_000)
                .addUserMessage(prompt);
    }

    @Test
    void readsAChatCompletion() {
        ChatCompletion answer =
                openAi.chat().completions().create(chat("one two [[output=5]]").build());
        assertThat(WordTokens.count(answer.choices().getFirst().message().content().orElse("")))
                .isEqualTo(5);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(3);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(5);
    }

    @Test
    void readsAStreamedChatCompletion() {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (var stream =
                openAi.chat()
                        .completions()
                        .createStreaming(
                                chat("one two [[output=40]]")
                                        .streamOptions(
                                                ChatCompletionStreamOptions.builder()
                                                        .includeUsage(true)
                                                        .build())
                                        .build())) {
            stream.stream().forEach(chunk -> whole.accumulate(chunk.validate()));
        }
        ChatCompletion answer = whole.chatCompletion();
        assertThat(WordTokens.count(answer.choices().getFirst().message().content().orElse("")))
                .isEqualTo(40);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(40);
    }

    @Test
    void readsParallelToolCallsOfBothKinds() {
        FunctionDefinition weather =
                FunctionDefinition.builder()
                        .name("weather")
                        .parameters(
                                FunctionParameters.builder()
                                        .putAdditionalProperty(
                                                "properties",
                                                com.openai.core.JsonValue.from(
                                                        Map.of("city", Map.of("type", "string"))))
                                        .putAdditionalProperty(
                                                "required",
                                                com.openai.core.JsonValue.from(List.of("city")))
                                        .build())
                        .build();
        ChatCompletionCreateParams ask =
                chat("look it up [[tools=2]]").addFunctionTool(weather).build();
        var calls =
                openAi.chat()
                        .completions()
                        .create(ask)
                        .choices()
                        .getFirst()
                        .message()
                        .toolCalls()
                        .orElseThrow();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (var stream = openAi.chat().completions().createStreaming(ask)) {
            stream.stream().forEach(whole::accumulate);
        }
        var streamed =
                whole.chatCompletion().choices().getFirst().message().toolCalls().orElseThrow();
        assertThat(calls).hasSize(2);
        assertThat(streamed).hasSize(2);
        for (int i = 0; i < 2; i++) {
            String arguments = calls.get(i).asFunction().function().arguments();
            assertThat(ToolArguments.whole(arguments)).isTrue();
            assertThat(arguments).contains("city");
            assertThat(streamed.get(i).asFunction().function().arguments()).isEqualTo(arguments);
        }
    }

    @Test
    void readsResponses() {
        ResponseCreateParams ask =
                ResponseCreateParams.builder().model("sim-large").input("a b [[output=6]]").build();
        Response answer = openAi.responses().create(ask);
        assertThat(answer.usage().orElseThrow().outputTokens()).isEqualTo(6);
        StringBuilder text = new StringBuilder();
        boolean[] completed = new boolean[1];
        try (var stream = openAi.responses().createStreaming(ask)) {
            stream.stream()
                    .map(ResponseStreamEvent::validate)
                    .forEach(event -> {
                        event.outputTextDelta().ifPresent(d -> text.append(d.delta()));
                        completed[0] |= event.isCompleted();
                    });
        }
        assertThat(WordTokens.count(text)).isEqualTo(6);
        assertThat(completed[0]).isTrue();
    }

    @Test
    void readsEmbeddingsInBothEncodings() {
        for (var format : EmbeddingCreateParams.EncodingFormat.Known.values()) {
            CreateEmbeddingResponse answer =
                    openAi.embeddings()
                            .create(
                                    EmbeddingCreateParams.builder()
                                            .model("sim-embed")
                                            .inputOfArrayOfStrings(List.of("a b", "c"))
                                            .dimensions(64)
                                            .encodingFormat(
                                                    EmbeddingCreateParams.EncodingFormat.of(
                                                            format.name().toLowerCase(Locale.ROOT)))
                                            .build());
            assertThat(answer.data()).hasSize(2);
            assertThat(answer.data().getFirst().embedding()).hasSize(64);
            assertThat(answer.usage().promptTokens()).isEqualTo(3);
        }
    }

    @Test
    void readsOldCompletionsAndModels() {
        CompletionCreateParams ask =
                CompletionCreateParams.builder()
                        .model("sim-large")
                        .prompt("a [[output=9]]")
                        .maxTokens(4)
                        .build();
        var answer = openAi.completions().create(ask);
        assertThat(WordTokens.count(answer.choices().getFirst().text())).isEqualTo(4);
        assertThat(answer.choices().getFirst().finishReason().toString()).isEqualTo("length");
        // The SDK's own type lets no chunk but the last pass, as `finish_reason` is null before it.
        var lenient = openAi.withOptions(options -> options.responseValidation(false));
        try (var stream = lenient.completions().createStreaming(ask)) {
            assertThat(stream.stream().count()).isEqualTo(5);
        }
        assertThat(openAi.models().list().data()).isNotEmpty();
        assertThat(anthropic.models().list().data()).isNotEmpty();
    }

    @Test
    void readsAMessage() {
        Message answer = anthropic.messages().create(message("one two [[output=5]]").build());
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isEqualTo(3);
        assertThat(answer.usage().outputTokens()).isEqualTo(5);
        assertThat(text(answer)).isEqualTo(5);
        assertThat(
                        anthropic
                                .messages()
                                .countTokens(
                                        MessageCountTokensParams.builder()
                                                .model("sim-large")
                                                .addUserMessage("a b c")
                                                .build())
                                .inputTokens())
                .isEqualTo(3);
    }

    private static int text(Message answer) {
        return answer.content().stream()
                .map(ContentBlock::text)
                .flatMap(Optional::stream)
                .mapToInt(block -> WordTokens.count(block.text()))
                .sum();
    }

    private static Message streamed(MessageCreateParams ask) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (var stream = anthropic.messages().createStreaming(ask)) {
            stream.stream().forEach(event -> whole.accumulate(event.validate()));
        }
        return whole.message();
    }

    @Test
    void readsAStreamedMessageWithThinkingAndItsSignature() {
        MessageCreateParams ask =
                message("one two [[output=20]] [[thinking=6]]").enabledThinking(1_024).build();
        Message answer = streamed(ask);
        assertThat(text(answer)).isEqualTo(14);
        assertThat(answer.usage().outputTokens()).isEqualTo(20);
        var thinking = answer.content().getFirst().asThinking();
        assertThat(WordTokens.count(thinking.thinking())).isEqualTo(6);
        assertThat(thinking.signature()).startsWith("sig_");
    }

    @Test
    void readsToolUseStreamedAndNot() {
        MessageCreateParams ask =
                message("look it up [[tool=weather]]")
                        .addTool(
                                Tool.builder()
                                        .name("weather")
                                        .inputSchema(
                                                Tool.InputSchema.builder()
                                                        .properties(
                                                                Tool.InputSchema.Properties
                                                                        .builder()
                                                                        .putAdditionalProperty(
                                                                                "city",
                                                                                JsonValue.from(
                                                                                        Map.of(
                                                                                                "type",
                                                                                                "string")))
                                                                        .build())
                                                        .required(List.of("city"))
                                                        .build())
                                        .build())
                        .build();
        Message whole = anthropic.messages().create(ask);
        Message pieces = streamed(ask);
        assertThat(whole.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(pieces.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(pieces.content().getFirst().asToolUse()._input())
                .isEqualTo(whole.content().getFirst().asToolUse()._input());
    }

    @Test
    void throwsTheSdksOwnErrors() {
        assertThatThrownBy(
                        () -> openAi.chat().completions().create(chat("a [[fault=429]]").build()))
                .isInstanceOf(RateLimitException.class);
        assertThatThrownBy(() -> anthropic.messages().create(message("a [[fault=529]]").build()))
                .hasMessageContaining("529");
    }
}
