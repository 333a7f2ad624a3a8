package dev.fleetward.testbed.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.common.collect.ImmutableList;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionCallingConfig;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import dev.fleetward.testbed.engine.Profile;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Google's own SDK, at both of the services that it knows.
final class GoogleSdkReadsItTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String MODEL = "gemini-3.5-flash";
    private static final Map<String, Object> SCHEMA =
            Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of("city", Map.of("type", "string")),
                    "required",
                    List.of("city"));
    private static SimulatedProvider provider;
    private static Client google;
    private static Client cloud;

    @BeforeAll
    static void start() throws Exception {
        provider =
                SimulatedProvider.start(VERTX, Settings.standard().withProfile(Profile.INSTANT))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        HttpOptions here = HttpOptions.builder().baseUrl(provider.url().toString()).build();
        google = Client.builder().apiKey("any").httpOptions(here).build();
        Date later = new Date(System.currentTimeMillis() + 3_600_000);
        cloud =
                Client.builder()
                        .vertexAI(true)
                        .project("p")
                        .location("europe-west4")
                        .credentials(GoogleCredentials.create(new AccessToken("token", later)))
                        .httpOptions(here)
                        .build();
    }

    @AfterAll
    static void stop() throws Exception {
        google.close();
        cloud.close();
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static GenerateContentResponse ask(
            String prompt, @Nullable GenerateContentConfig config) {
        return google.models.generateContent(MODEL, prompt, config);
    }

    private static GenerateContentResponseUsageMetadata usage(GenerateContentResponse answer) {
        return answer.usageMetadata().orElseThrow();
    }

    private static String text(GenerateContentResponse answer) {
        return Objects.requireNonNullElse(answer.text(), "");
    }

    @Test
    void readsAnAnswerOfEitherService() {
        for (Client client : List.of(google, cloud)) {
            GenerateContentResponse answer =
                    client.models.generateContent(MODEL, "one two [[output=5]]", null);
            assertThat(WordTokens.count(text(answer))).isEqualTo(5);
            assertThat(usage(answer).promptTokenCount()).contains(3);
            assertThat(usage(answer).candidatesTokenCount()).contains(5);
            assertThat(usage(answer).totalTokenCount()).contains(8);
            assertThat(answer.modelVersion()).contains(MODEL);
            assertThat(answer.responseId()).isPresent();
            assertThat(answer.finishReason().knownEnum()).isEqualTo(FinishReason.Known.STOP);
        }
    }

    @Test
    void readsAStreamOfEitherService() {
        for (Client client : List.of(google, cloud)) {
            StringBuilder text = new StringBuilder();
            List<GenerateContentResponse> events = new ArrayList<>();
            try (var stream =
                    client.models.generateContentStream(MODEL, "one two [[output=40]]", null)) {
                for (GenerateContentResponse event : stream) {
                    events.add(event);
                    text.append(text(event));
                }
            }
            assertThat(WordTokens.count(text)).isEqualTo(40);
            assertThat(usage(events.getLast()).candidatesTokenCount()).contains(40);
            assertThat(events.getLast().candidates().orElseThrow().getFirst().finishReason())
                    .isPresent();
        }
    }

    private static GenerateContentConfig tools(@Nullable String mode) {
        FunctionDeclaration weather =
                FunctionDeclaration.builder().name("weather").parametersJsonSchema(SCHEMA).build();
        GenerateContentConfig.Builder config =
                GenerateContentConfig.builder()
                        .tools(Tool.builder().functionDeclarations(weather).build());
        if (mode != null) {
            FunctionCallingConfig calling = FunctionCallingConfig.builder().mode(mode).build();
            config.toolConfig(ToolConfig.builder().functionCallingConfig(calling).build());
        }
        return config.build();
    }

    @Test
    void readsFunctionCallsAndGivesThemBackWithTheirSignature() {
        GenerateContentResponse first = ask("look it up [[tools=2]]", tools(null));
        ImmutableList<FunctionCall> calls = first.functionCalls();
        assertThat(calls).hasSize(2);
        assertThat(calls.getFirst().name()).contains("weather");
        assertThat(calls.getFirst().args().orElseThrow()).containsKey("city");
        Content said = first.candidates().orElseThrow().getFirst().content().orElseThrow();
        assertThat(said.parts().orElseThrow().getFirst().thoughtSignature()).isPresent();

        List<Content> turns =
                List.of(
                        Content.fromParts(Part.fromText("look it up [[tools=2]]")),
                        said,
                        Content.fromParts(
                                Part.fromFunctionResponse("weather", Map.of("output", "sun")),
                                Part.fromFunctionResponse("weather", Map.of("output", "rain"))));
        GenerateContentResponse second = google.models.generateContent(MODEL, turns, tools(null));
        assertThat(text(second)).isNotBlank();

        List<Content> unsigned =
                List.of(
                        turns.get(0),
                        Content.builder()
                                .role("model")
                                .parts(Part.fromFunctionCall("weather", Map.of("city", "Ulm")))
                                .build(),
                        turns.get(2));
        assertThatThrownBy(() -> google.models.generateContent(MODEL, unsigned, tools(null)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("thought_signature");
    }

    @Test
    void readsACallThatWasForcedFromAStream() {
        List<FunctionCall> calls = new ArrayList<>();
        try (var stream = google.models.generateContentStream(MODEL, "hello", tools("ANY"))) {
            for (GenerateContentResponse event : stream) {
                calls.addAll(Objects.requireNonNullElse(event.functionCalls(), ImmutableList.of()));
            }
        }
        assertThat(calls).hasSize(1);
    }

    @Test
    void readsThoughtsAndJsonThatFitsItsSchema() {
        GenerateContentResponse thought =
                ask(
                        "think [[output=20]] [[thinking=6]]",
                        GenerateContentConfig.builder()
                                .thinkingConfig(
                                        ThinkingConfig.builder()
                                                .includeThoughts(true)
                                                .thinkingBudget(100)
                                                .build())
                                .build());
        assertThat(usage(thought).thoughtsTokenCount()).contains(6);
        assertThat(usage(thought).candidatesTokenCount()).contains(14);
        assertThat(
                        thought.candidates()
                                .orElseThrow()
                                .getFirst()
                                .content()
                                .orElseThrow()
                                .parts()
                                .orElseThrow()
                                .getFirst()
                                .thought())
                .contains(true);

        GenerateContentResponse json =
                ask(
                        "as JSON",
                        GenerateContentConfig.builder()
                                .responseMimeType("application/json")
                                .responseJsonSchema(SCHEMA)
                                .build());
        assertThat(Call.JSON.readTree(text(json)).path("city").asString("")).isNotBlank();
    }

    @Test
    void readsWhyThereIsNoAnswer() {
        GenerateContentResponse blocked = ask("a [[fault=refusal]]", null);
        assertThat(blocked.promptFeedback().orElseThrow().blockReason()).isPresent();
        assertThat(usage(blocked).promptTokenCount()).contains(2);
        assertThat(ask("a [[fault=filtered]]", null).finishReason().knownEnum())
                .isEqualTo(FinishReason.Known.SAFETY);
    }

    @Test
    void throwsTheSdksOwnErrors() {
        assertThatThrownBy(() -> ask("a [[fault=status=404]]", null))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        error -> {
                            assertThat(error.code()).isEqualTo(404);
                            assertThat(error.status()).isEqualTo("NOT_FOUND");
                        });
        assertThatThrownBy(() -> google.models.generateContent(MODEL, "a", unknown()))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("stop sequences");
    }

    private static GenerateContentConfig unknown() {
        return GenerateContentConfig.builder()
                .stopSequences(List.of("1", "2", "3", "4", "5", "6"))
                .build();
    }
}
