package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Chat completions as `openai-java` reads them, from an endpoint of its own dialect and from one
/// of the other.
class OpenAiSdkTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

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

    private static ChatCompletionCreateParams.Builder chat(String route, String prompt) {
        return ChatCompletionCreateParams.builder().model(route).addUserMessage(prompt);
    }

    private static ChatCompletion create(ChatCompletionCreateParams ask) {
        return sdk.chat().completions().create(ask);
    }

    private static List<ChatCompletionChunk> chunks(ChatCompletionCreateParams ask) {
        try (var stream = sdk.chat().completions().createStreaming(ask)) {
            return stream.stream().map(ChatCompletionChunk::validate).toList();
        }
    }

    private static ChatCompletion accumulated(List<ChatCompletionChunk> chunks) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        chunks.forEach(whole::accumulate);
        return whole.chatCompletion();
    }

    private static String text(ChatCompletion answer) {
        return answer.choices().getFirst().message().content().orElse("");
    }

    private static FinishReason finish(ChatCompletion answer) {
        return answer.choices().getFirst().finishReason();
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    /// What the endpoint's provider was sent last.
    private static JsonNode received(String endpoint) {
        return JSON.readTree(fleet.provider(endpoint).received().last().body());
    }

    private static ChatCompletionStreamOptions usage(boolean asked) {
        return ChatCompletionStreamOptions.builder().includeUsage(asked).build();
    }

    @Test
    void readsTheTextThatTheEndpointGivesToCallersOfItsOwnDialect() throws Exception {
        String prompt = "tell the same tale twice [[output=30]]";
        String own =
                """
                {"model":"anthropic-a","max_tokens":100,"messages":[{"role":"user","content":"%s"}]}
                """
                        .replace("%s", prompt);

        JsonNode message =
                JSON.readTree(fleet.send(fleet.post("/v1/messages", own).build()).body());

        assertThat(text(create(chat("anthropic-a", prompt).build())))
                .hasSizeGreaterThan(30)
                .isEqualTo(message.at("/content/0/text").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void readsAWholeAnswerWithItsUsageAndTheServedModel(String route) {
        ChatCompletion answer = create(chat(route, "one two [[output=5]]").build());

        assertThat(words(text(answer))).isEqualTo(5);
        assertThat(finish(answer)).isEqualTo(FinishReason.STOP);
        assertThat(answer.model())
                .isEqualTo(route.startsWith("openai") ? "gpt-4o" : "claude-sonnet-4-5");
        CompletionUsage usage = answer.usage().orElseThrow();
        assertThat(usage.promptTokens()).isEqualTo(3);
        assertThat(usage.completionTokens()).isEqualTo(5);
        assertThat(usage.totalTokens()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void accumulatesAStreamToTheWholeAnswer(String route) {
        String prompt = "one two [[output=25]]";
        ChatCompletion whole = create(chat(route, prompt).build());

        List<ChatCompletionChunk> chunks =
                chunks(chat(route, prompt).streamOptions(usage(true)).build());

        ChatCompletion streamed = accumulated(chunks);
        assertThat(text(streamed)).isEqualTo(text(whole));
        assertThat(finish(streamed)).isEqualTo(finish(whole));
        assertThat(streamed.model()).isEqualTo(whole.model());
        assertThat(streamed.usage().orElseThrow().promptTokens()).isEqualTo(3);
        assertThat(streamed.usage().orElseThrow().completionTokens()).isEqualTo(25);
        assertThat(chunks.stream().map(ChatCompletionChunk::id).distinct()).hasSize(1);
        assertThat(chunks.stream().map(ChatCompletionChunk::created).distinct()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void seesUsageInAStreamOnlyIfItAskedForIt(String route) {
        String prompt = "one [[output=4]]";
        var asked = chunks(chat(route, prompt).streamOptions(usage(true)).build());
        var refused = chunks(chat(route, prompt).streamOptions(usage(false)).build());
        var silent = chunks(chat(route, prompt).build());

        assertThat(asked.getLast().usage()).isPresent();
        assertThat(asked.getLast().choices()).isEmpty();
        assertThat(refused)
                .allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty())
                .allSatisfy(chunk -> assertThat(chunk.choices()).isNotEmpty());
        assertThat(silent)
                .allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty())
                .allSatisfy(chunk -> assertThat(chunk.choices()).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void countsTokensReadFromAndWrittenToACacheInsideThePrompt(String route) {
        String prompt = "a b c d e f g [[output=2]] [[cached=4]] [[cache-write=3]]";
        var whole = create(chat(route, prompt).build()).usage().orElseThrow();
        var streamed =
                accumulated(chunks(chat(route, prompt).streamOptions(usage(true)).build()))
                        .usage()
                        .orElseThrow();

        for (CompletionUsage usage : List.of(whole, streamed)) {
            assertThat(usage.promptTokens()).isEqualTo(10);
            assertThat(usage.totalTokens()).isEqualTo(12);
            var details = usage.promptTokensDetails().orElseThrow();
            assertThat(details.cachedTokens()).contains(4L);
            assertThat(details.cacheWriteTokens()).contains(3L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void countsReasoningInsideTheCompletion(String route) {
        var ask =
                chat(route, "think [[output=20]] [[thinking=6]]")
                        .reasoningEffort(ReasoningEffort.LOW)
                        .maxCompletionTokens(4_000)
                        .build();

        var usage = create(ask).usage().orElseThrow();

        assertThat(usage.completionTokens()).isEqualTo(20);
        assertThat(usage.completionTokensDetails().orElseThrow().reasoningTokens()).contains(6L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void saysLengthWhereTheTokenLimitCutTheAnswer(String route) {
        var ask = chat(route, "go on [[output=50]]").maxCompletionTokens(7).build();

        assertThat(finish(create(ask))).isEqualTo(FinishReason.LENGTH);
        assertThat(words(text(create(ask)))).isEqualTo(7);
        assertThat(finish(accumulated(chunks(ask)))).isEqualTo(FinishReason.LENGTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void givesAllSystemPromptsToTheEndpoint(String route) {
        var ask =
                ChatCompletionCreateParams.builder()
                        .model(route)
                        .addSystemMessage("be brief")
                        .addDeveloperMessage("be kind")
                        .addUserMessage("hello [[output=1]]")
                        .build();

        assertThat(create(ask).usage().orElseThrow().promptTokens()).isEqualTo(6);
        JsonNode body = received(route);
        String where =
                route.startsWith("openai")
                        ? body.get("messages").toString()
                        : body.get("system").toString();
        assertThat(where).contains("be brief").contains("be kind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void givesImagesToTheEndpointInItsOwnWords(String route) {
        var ask =
                ChatCompletionCreateParams.builder()
                        .model(route)
                        .addUserMessageOfArrayOfContentParts(
                                List.of(
                                        part("what is this [[output=2]]"),
                                        image("data:image/png;base64," + PIXEL),
                                        image("https://example.com/cat.jpg")))
                        .build();

        assertThat(words(text(create(ask)))).isEqualTo(2);
        JsonNode parts = received(route).at("/messages/0/content");
        if (route.startsWith("openai")) {
            assertThat(parts.at("/1/image_url/url").asString())
                    .isEqualTo("data:image/png;base64," + PIXEL);
            assertThat(parts.at("/2/image_url/url").asString())
                    .isEqualTo("https://example.com/cat.jpg");
        } else {
            assertThat(parts.get(1).toString())
                    .isEqualTo(
                            "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\""
                                    + PIXEL
                                    + "\"}}");
            assertThat(parts.get(2).toString())
                    .isEqualTo(
                            "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/cat.jpg\"}}");
        }
    }

    private static ChatCompletionContentPart part(String text) {
        return ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text(text).build());
    }

    private static ChatCompletionContentPart image(String url) {
        return ChatCompletionContentPart.ofImageUrl(
                ChatCompletionContentPartImage.builder()
                        .imageUrl(
                                ChatCompletionContentPartImage.ImageUrl.builder().url(url).build())
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void givesTheSchemaOfAStructuredAnswerToTheEndpoint(String route) {
        var schema =
                ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                                "properties",
                                JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                        .build();
        var ask =
                chat(route, "where [[output=3]]")
                        .responseFormat(
                                ResponseFormatJsonSchema.builder()
                                        .jsonSchema(
                                                ResponseFormatJsonSchema.JsonSchema.builder()
                                                        .name("place")
                                                        .strict(true)
                                                        .schema(schema)
                                                        .build())
                                        .build())
                        .build();

        assertThat(text(create(ask))).startsWith("{\"city\":\"");
        String where =
                route.startsWith("openai")
                        ? "/response_format/json_schema/schema"
                        : "/output_config/format/schema";
        JsonNode sent = received(route).at(where);
        assertThat(sent.at("/properties/city/type").asString()).isEqualTo("string");
        assertThat(sent.at("/required/0").asString()).isEqualTo("city");
        assertThat(sent.at("/additionalProperties").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void tellsInHeadersWhoServedTheCall(String route) {
        try (var answer =
                sdk.chat()
                        .completions()
                        .withRawResponse()
                        .create(chat(route, "hello [[output=1]]").build())) {
            assertThat(answer.headers().values("fleetward-endpoint")).containsExactly(route);
            assertThat(answer.headers().values("fleetward-attempts")).containsExactly("1");
            assertThat(answer.headers().values("fleetward-model-served")).hasSize(1);
            assertThat(answer.headers().values("fleetward-call-id")).hasSize(1);
        }
    }

    @Test
    void dropsAndListsWhatCannotBeSaidOnALenientRoute() {
        var ask =
                chat("lenient-anthropic", "hello [[output=2]]")
                        .temperature(1.5)
                        .seed(7)
                        .presencePenalty(0.5)
                        .build();
        try (var answer = sdk.chat().completions().withRawResponse().create(ask)) {
            assertThat(answer.headers().values("fleetward-dropped").getFirst().split(","))
                    .contains("seed", "presence_penalty");
            assertThat(words(text(answer.parse()))).isEqualTo(2);
        }
        byte[] body = fleet.provider("anthropic-a").received().last().body();
        assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("seed", "penalty");
    }
}
