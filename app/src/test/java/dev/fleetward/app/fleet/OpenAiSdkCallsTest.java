package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What `openai-java` asks for besides chat completions: passed through, and refused where the
/// endpoint speaks another dialect.
class OpenAiSdkCallsTest {
    private static TestFleet fleet;
    private static OpenAIClient sdk;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start();
        sdk = Sdks.openAi(fleet);
    }

    @AfterAll
    static void stop() throws Exception {
        sdk.close();
        fleet.close();
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    private static String text(Response answer) {
        StringBuilder text = new StringBuilder();
        answer.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    private static Response streamed(ResponseCreateParams ask) {
        ResponseAccumulator whole = ResponseAccumulator.create();
        try (var stream = sdk.responses().createStreaming(ask)) {
            stream.stream().map(ResponseStreamEvent::validate).forEach(whole::accumulate);
        }
        return whole.response();
    }

    @Test
    void readsResponsesWholeAndStreamed() {
        var ask =
                ResponseCreateParams.builder()
                        .model("openai-a")
                        .instructions("be brief")
                        .input("a b [[output=16]] [[cached=3]]")
                        .build();

        for (Response answer : List.of(sdk.responses().create(ask), streamed(ask))) {
            assertThat(answer.status()).contains(ResponseStatus.COMPLETED);
            assertThat(words(text(answer))).isEqualTo(16);
            var usage = answer.usage().orElseThrow();
            assertThat(usage.inputTokens()).isEqualTo(6);
            assertThat(usage.inputTokensDetails().cachedTokens()).isEqualTo(3);
            assertThat(usage.outputTokens()).isEqualTo(16);
        }
        assertThat(text(streamed(ask))).isEqualTo(text(sdk.responses().create(ask)));
    }

    @Test
    void readsAResponseThatTheTokenLimitCut() {
        var ask =
                ResponseCreateParams.builder()
                        .model("openai-a")
                        .input("a [[output=90]]")
                        .maxOutputTokens(20)
                        .build();

        for (Response answer : List.of(sdk.responses().create(ask), streamed(ask))) {
            assertThat(answer.status()).contains(ResponseStatus.INCOMPLETE);
            assertThat(answer.incompleteDetails().orElseThrow().reason().orElseThrow().asString())
                    .isEqualTo("max_output_tokens");
            assertThat(words(text(answer))).isEqualTo(20);
        }
    }

    @Test
    void readsFunctionCallsInResponses() {
        var ask =
                ResponseCreateParams.builder()
                        .model("openai-a")
                        .input("look it up [[tool=weather]]")
                        .addTool(
                                FunctionTool.builder()
                                        .name("weather")
                                        .strict(false)
                                        .parameters(
                                                FunctionTool.Parameters.builder()
                                                        .putAdditionalProperty(
                                                                "type", JsonValue.from("object"))
                                                        .putAdditionalProperty(
                                                                "properties",
                                                                JsonValue.from(
                                                                        Map.of(
                                                                                "city",
                                                                                Map.of(
                                                                                        "type",
                                                                                        "string"))))
                                                        .build())
                                        .build())
                        .build();

        for (Response answer : List.of(sdk.responses().create(ask), streamed(ask))) {
            assertThat(answer.output())
                    .anySatisfy(
                            item -> assertThat(item.asFunctionCall().name()).isEqualTo("weather"));
        }
    }

    @Test
    void refusesResponsesWhereTheEndpointSpeaksAnotherDialect() {
        var ask = ResponseCreateParams.builder().model("anthropic-a").input("a b").build();

        assertThatThrownBy(() -> sdk.responses().create(ask))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("/responses");
    }

    @Test
    void readsEmbeddingsInBothEncodings() {
        CreateEmbeddingResponse standard = embed(EmbeddingCreateParams.builder());
        String asked =
                new String(
                        fleet.provider("openai-a").received().last().body(),
                        StandardCharsets.UTF_8);
        CreateEmbeddingResponse floats =
                embed(
                        EmbeddingCreateParams.builder()
                                .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT));

        assertThat(asked).contains("\"encoding_format\":\"base64\"");
        assertThat(standard.data()).hasSize(2);
        assertThat(standard.usage().promptTokens()).isEqualTo(3);
        assertThat(standard.data().getFirst().embedding()).hasSize(64);
        for (int i = 0; i < 2; i++) {
            List<Float> one = standard.data().get(i).embedding();
            List<Float> other = floats.data().get(i).embedding();
            for (int d = 0; d < 64; d++) {
                assertThat(one.get(d)).isCloseTo(other.get(d), offset(1e-5f));
            }
        }
    }

    private static CreateEmbeddingResponse embed(EmbeddingCreateParams.Builder ask) {
        return sdk.embeddings()
                .create(
                        ask.model("openai-a")
                                .inputOfArrayOfStrings(List.of("a b", "c"))
                                .dimensions(64)
                                .build());
    }

    @Test
    void readsOldCompletions() {
        var ask =
                CompletionCreateParams.builder()
                        .model("openai-a")
                        .prompt("a [[output=9]]")
                        .maxTokens(4)
                        .build();

        var answer = sdk.completions().create(ask);

        assertThat(words(answer.choices().getFirst().text())).isEqualTo(4);
        assertThat(answer.choices().getFirst().finishReason().toString()).isEqualTo("length");
        // The SDK's own type lets no chunk but the last pass, as `finish_reason` is null before it.
        var lenient = sdk.withOptions(options -> options.responseValidation(false));
        StringBuilder text = new StringBuilder();
        try (var stream = lenient.completions().createStreaming(ask)) {
            stream.stream()
                    .forEach(chunk -> {
                        assertThat(chunk.choices()).as("no chunk of usage only").isNotEmpty();
                        chunk.choices().forEach(choice -> text.append(choice.text()));
                    });
        }
        assertThat(text.toString()).isEqualTo(answer.choices().getFirst().text());
    }

    @Test
    void listsTheRoutesThatTheKeyMayUseAsModels() {
        var listed = sdk.models().list().data();

        assertThat(listed).extracting(Model::id).contains("openai", "mixed", "anthropic-a");
        assertThat(listed).extracting(Model::id).doesNotContain("only-other");
        assertThat(listed).allSatisfy(model -> model.validate());
        assertThat(sdk.models().retrieve("mixed").id()).isEqualTo("mixed");
    }
}
