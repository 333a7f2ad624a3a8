package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.UrlImageSource;
import com.anthropic.models.messages.Usage;
import com.anthropic.models.models.ModelInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Messages as `anthropic-java` reads them, from an endpoint of its own dialect and from one of the
/// other.
class AnthropicSdkTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static TestFleet fleet;
    private static AnthropicClient sdk;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start();
        sdk = Sdks.anthropic(fleet);
    }

    @AfterAll
    static void stop() throws Exception {
        sdk.close();
        fleet.close();
    }

    private static MessageCreateParams.Builder message(String route, String prompt) {
        return MessageCreateParams.builder().model(route).maxTokens(4_000).addUserMessage(prompt);
    }

    private static Message create(MessageCreateParams ask) {
        return sdk.messages().create(ask);
    }

    private static List<RawMessageStreamEvent> events(MessageCreateParams ask) {
        try (var stream = sdk.messages().createStreaming(ask)) {
            return stream.stream().map(RawMessageStreamEvent::validate).toList();
        }
    }

    private static Message streamed(MessageCreateParams ask) {
        MessageAccumulator whole = MessageAccumulator.create();
        events(ask).forEach(whole::accumulate);
        return whole.message();
    }

    private static String text(Message answer) {
        return answer.content().stream()
                .map(ContentBlock::text)
                .flatMap(Optional::stream)
                .map(block -> block.text())
                .collect(Collectors.joining());
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    private static JsonNode received(String endpoint) {
        return JSON.readTree(fleet.provider(endpoint).received().last().body());
    }

    @Test
    void readsTheTextThatTheEndpointGivesToCallersOfItsOwnDialect() throws Exception {
        String prompt = "tell the same tale twice [[output=30]]";
        String own =
                """
                {"model":"openai-a","messages":[{"role":"user","content":"%s"}]}
                """
                        .replace("%s", prompt);

        JsonNode chat =
                JSON.readTree(fleet.send(fleet.post("/v1/chat/completions", own).build()).body());

        assertThat(text(create(message("openai-a", prompt).build())))
                .hasSizeGreaterThan(30)
                .isEqualTo(chat.at("/choices/0/message/content").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void readsAWholeMessageWithItsUsageAndTheServedModel(String route) {
        Message answer = create(message(route, "one two [[output=5]]").build());

        assertThat(words(text(answer))).isEqualTo(5);
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.model().asString())
                .isEqualTo(route.startsWith("openai") ? "gpt-4o" : "claude-sonnet-4-5");
        assertThat(answer.usage().inputTokens()).isEqualTo(3);
        assertThat(answer.usage().outputTokens()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void accumulatesAStreamToTheWholeMessage(String route) {
        var ask = message(route, "one two [[output=25]]").build();
        Message whole = create(ask);

        List<RawMessageStreamEvent> events = events(ask);

        MessageAccumulator pieces = MessageAccumulator.create();
        events.forEach(pieces::accumulate);
        Message streamed = pieces.message();
        assertThat(text(streamed)).isEqualTo(text(whole));
        assertThat(streamed.stopReason()).isEqualTo(whole.stopReason());
        assertThat(streamed.model()).isEqualTo(whole.model());
        assertThat(streamed.usage().inputTokens()).isEqualTo(3);
        assertThat(streamed.usage().outputTokens()).isEqualTo(25);
        assertThat(events.stream().filter(RawMessageStreamEvent::isMessageStart)).hasSize(1);
        assertThat(events.getFirst().isMessageStart()).isTrue();
        assertThat(events.getLast().isMessageStop()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void countsTokensReadFromAndWrittenToACacheBesideTheInput(String route) {
        var ask =
                message(route, "a b c d e f g [[output=2]] [[cached=4]] [[cache-write=3]]").build();

        for (Message answer : List.of(create(ask), streamed(ask))) {
            Usage usage = answer.usage();
            assertThat(usage.inputTokens()).isEqualTo(3);
            assertThat(usage.cacheReadInputTokens()).contains(4L);
            assertThat(usage.cacheCreationInputTokens()).contains(3L);
            assertThat(usage.outputTokens()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void countsThinkingInsideTheOutput(String route) {
        var ask =
                message(route, "think [[output=20]] [[thinking=6]]").enabledThinking(1_024).build();

        Message answer = create(ask);

        assertThat(answer.usage().outputTokens()).isEqualTo(20);
        assertThat(answer.usage().outputTokensDetails().orElseThrow().thinkingTokens())
                .isEqualTo(6);
        assertThat(words(text(answer))).isEqualTo(14);
        assertThat(words(text(streamed(ask)))).isEqualTo(14);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void saysMaxTokensWhereTheTokenLimitCutTheAnswer(String route) {
        var ask = message(route, "go on [[output=50]]").maxTokens(7).build();

        for (Message answer : List.of(create(ask), streamed(ask))) {
            assertThat(answer.stopReason()).contains(StopReason.MAX_TOKENS);
            assertThat(words(text(answer))).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void givesAllPartsOfTheSystemPromptToTheEndpoint(String route) {
        var ask =
                message(route, "hello [[output=1]]")
                        .systemOfTextBlockParams(
                                List.of(
                                        TextBlockParam.builder().text("be brief").build(),
                                        TextBlockParam.builder().text("be kind").build()))
                        .addStopSequence("END")
                        .putAdditionalBodyProperty("temperature", JsonValue.from(0.5))
                        .build();

        assertThat(create(ask).usage().inputTokens()).isEqualTo(6);
        JsonNode body = received(route);
        boolean translated = route.startsWith("openai");
        assertThat(body.get(translated ? "messages" : "system").toString())
                .contains("be brief")
                .contains("be kind");
        assertThat(body.get(translated ? "stop" : "stop_sequences").toString()).contains("END");
        assertThat(body.get("temperature").asDouble()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void givesImagesToTheEndpointInItsOwnWords(String route) {
        var ask =
                MessageCreateParams.builder()
                        .model(route)
                        .maxTokens(100)
                        .addUserMessageOfContentBlockParams(
                                List.of(
                                        ContentBlockParam.ofImage(
                                                Base64ImageSource.builder()
                                                        .mediaType(
                                                                Base64ImageSource.MediaType
                                                                        .IMAGE_PNG)
                                                        .data(PIXEL)
                                                        .build()),
                                        ContentBlockParam.ofImage(
                                                UrlImageSource.builder()
                                                        .url("https://example.com/cat.jpg")
                                                        .build()),
                                        ContentBlockParam.ofText("what is this [[output=2]]")))
                        .build();

        assertThat(words(text(create(ask)))).isEqualTo(2);
        JsonNode parts = received(route).at("/messages/0/content");
        if (route.startsWith("openai")) {
            assertThat(parts.at("/0/image_url/url").asString())
                    .isEqualTo("data:image/png;base64," + PIXEL);
            assertThat(parts.at("/1/image_url/url").asString())
                    .isEqualTo("https://example.com/cat.jpg");
        } else {
            assertThat(parts.at("/0/source/data").asString()).isEqualTo(PIXEL);
            assertThat(parts.at("/1/source/url").asString())
                    .isEqualTo("https://example.com/cat.jpg");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void givesTheSchemaOfAStructuredAnswerToTheEndpoint(String route) {
        var schema =
                JsonOutputFormat.Schema.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                                "properties",
                                JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build();
        var ask =
                message(route, "where [[output=3]]")
                        .outputConfig(
                                OutputConfig.builder()
                                        .format(JsonOutputFormat.builder().schema(schema).build())
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
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void tellsInHeadersWhoServedTheCall(String route) {
        try (var answer =
                sdk.messages()
                        .withRawResponse()
                        .create(message(route, "hello [[output=1]]").build())) {
            assertThat(answer.headers().values("fleetward-endpoint")).containsExactly(route);
            assertThat(answer.headers().values("fleetward-attempts")).containsExactly("1");
            assertThat(answer.headers().values("fleetward-call-id")).hasSize(1);
        }
    }

    @Test
    void dropsAndListsWhatCannotBeSaidOnALenientRoute() {
        var ask =
                message("lenient-openai", "hello [[output=2]]")
                        .putAdditionalBodyProperty("top_k", JsonValue.from(5))
                        .build();
        try (var answer = sdk.messages().withRawResponse().create(ask)) {
            assertThat(answer.headers().values("fleetward-dropped").getFirst().split(","))
                    .contains("top_k");
            assertThat(words(text(answer.parse()))).isEqualTo(2);
        }
        byte[] body = fleet.provider("openai-a").received().last().body();
        assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("top_k");
    }

    @Test
    void countsTokensBeforeTheCall() {
        var ask =
                MessageCountTokensParams.builder()
                        .model("anthropic-a")
                        .system("be brief")
                        .addUserMessage("a b c")
                        .build();

        assertThat(sdk.messages().countTokens(ask).inputTokens()).isEqualTo(5);
    }

    @Test
    void listsTheRoutesThatTheKeyMayUseAsModels() {
        var listed = sdk.models().list().data();

        assertThat(listed).extracting(ModelInfo::id).contains("openai", "mixed", "anthropic-a");
        assertThat(listed).extracting(ModelInfo::id).doesNotContain("only-other");
        assertThat(listed).allSatisfy(model -> model.validate());
        assertThat(sdk.models().retrieve("mixed").validate().id()).isEqualTo("mixed");
    }
}
