package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Callers of both SDKs at endpoints that speak Google's `generateContent`.
class GeminiTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ROUTE = "gemini-a";
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// Endpoints that get faults have breakers of their own.
    private static final String MORE_ENDPOINTS =
            """
              limited: { provider: gemini-a, model: gemini-3.5-flash, region: us, zone: us, pool: wide, owner: platform }
              gemini-d: { provider: gemini-a, model: gemini-3.5-flash+429, region: us, zone: us, pool: wide, owner: platform }
            """;

    private static final String MORE_ROUTES =
            """
              limited: { endpoints: [limited] }
              gemini-then-claude: { endpoints: [gemini-d, anthropic-a] }
            """;

    private static TestFleet fleet;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    @BeforeAll
    static void start() throws Exception {
        fleet =
                TestFleet.start(yaml ->
                        yaml.replace(
                                        "routes: [openai-a",
                                        "routes: [limited, gemini-then-claude, openai-a")
                                .replace("endpoints:\n", "endpoints:\n" + MORE_ENDPOINTS)
                                .replace("routes:\n", "routes:\n" + MORE_ROUTES));
        openAi = Sdks.openAi(fleet);
        anthropic = Sdks.anthropic(fleet);
    }

    @AfterAll
    static void stop() throws Exception {
        openAi.close();
        anthropic.close();
        fleet.close();
    }

    private static ChatCompletionCreateParams.Builder chat(String prompt) {
        return ChatCompletionCreateParams.builder().model(ROUTE).addUserMessage(prompt);
    }

    private static ChatCompletion create(ChatCompletionCreateParams ask) {
        return openAi.chat().completions().create(ask);
    }

    private static ChatCompletion streamed(ChatCompletionCreateParams.Builder ask) {
        ChatCompletionStreamOptions options =
                ChatCompletionStreamOptions.builder().includeUsage(true).build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (var stream =
                openAi.chat().completions().createStreaming(ask.streamOptions(options).build())) {
            stream.stream().map(ChatCompletionChunk::validate).forEach(whole::accumulate);
        }
        return whole.chatCompletion();
    }

    private static ChatCompletion.Choice choice(ChatCompletion answer) {
        return answer.choices().getFirst();
    }

    private static MessageCreateParams.Builder message(String prompt) {
        return MessageCreateParams.builder().model(ROUTE).maxTokens(4_000).addUserMessage(prompt);
    }

    private static Message create(MessageCreateParams ask) {
        return anthropic.messages().create(ask);
    }

    private static Message streamed(MessageCreateParams ask) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (var stream = anthropic.messages().createStreaming(ask)) {
            stream.stream().map(RawMessageStreamEvent::validate).forEach(whole::accumulate);
        }
        return whole.message();
    }

    private static JsonNode received(String endpoint) {
        return JSON.readTree(fleet.provider(endpoint).received().last().body());
    }

    private static JsonNode latest(String columns) throws Exception {
        return fleet.ledger("select " + columns + " from events order by accepted_at desc").get(0);
    }

    @Test
    void openAiCallersReadTextWholeAndStreamed() throws Exception {
        ChatCompletion whole = create(chat("one two [[output=9]]").build());
        ChatCompletion pieces = streamed(chat("one two [[output=9]]"));

        for (ChatCompletion answer : List.of(whole, pieces)) {
            assertThat(choice(answer).message().content().orElseThrow().split(" ")).hasSize(9);
            assertThat(choice(answer).finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(answer.model()).isEqualTo("gemini-3.5-flash");
            assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(3);
            assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(9);
        }
        assertThat(choice(pieces).message().content()).isEqualTo(choice(whole).message().content());
        assertThat(latest("input_tokens, output_tokens, output_provenance, provider_dialect"))
                .hasToString("[3,9,\"final\",\"gemini\"]");
    }

    @Test
    void anthropicCallersReadTextAndThoughtsWholeAndStreamed() {
        var ask =
                message("think [[output=20]] [[thinking=6]]")
                        .system("be kind")
                        .enabledThinking(2_000)
                        .addStopSequence("END")
                        .build();
        Message whole = create(ask);
        Message pieces = streamed(ask);

        for (Message answer : List.of(whole, pieces)) {
            assertThat(answer.content().getFirst().asThinking().thinking().split(" ")).hasSize(6);
            assertThat(answer.content().getLast().asText().text().split(" ")).hasSize(14);
            assertThat(answer.stopReason()).contains(StopReason.END_TURN);
            assertThat(answer.usage().outputTokens()).isEqualTo(20);
        }
        JsonNode sent = received(ROUTE);
        assertThat(sent.at("/systemInstruction/parts/0/text").asString()).isEqualTo("be kind");
        assertThat(sent.at("/generationConfig/stopSequences/0").asString()).isEqualTo("END");
        assertThat(sent.at("/generationConfig/thinkingConfig/thinkingBudget").asInt())
                .isEqualTo(2_000);
    }

    @Test
    void imagesSchemasAndLimitsArrive() {
        ResponseFormatJsonSchema.JsonSchema.Schema schema =
                ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                                "properties",
                                JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build();
        ChatCompletionContentPart image =
                ChatCompletionContentPart.ofImageUrl(
                        ChatCompletionContentPartImage.builder()
                                .imageUrl(
                                        ChatCompletionContentPartImage.ImageUrl.builder()
                                                .url("data:image/png;base64," + PIXEL)
                                                .build())
                                .build());
        ChatCompletion answer =
                create(
                        ChatCompletionCreateParams.builder()
                                .model(ROUTE)
                                .maxCompletionTokens(50)
                                .addUserMessage("as JSON")
                                .addUserMessageOfArrayOfContentParts(List.of(image))
                                .responseFormat(
                                        ResponseFormatJsonSchema.builder()
                                                .jsonSchema(
                                                        ResponseFormatJsonSchema.JsonSchema
                                                                .builder()
                                                                .name("answer")
                                                                .schema(schema)
                                                                .build())
                                                .build())
                                .build());

        String text = choice(answer).message().content().orElseThrow();
        assertThat(JSON.readTree(text).path("city").asString("")).isNotBlank();
        JsonNode sent = received(ROUTE);
        assertThat(sent.at("/contents/0/parts/1/inlineData/data").asString()).isEqualTo(PIXEL);
        assertThat(sent.at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(50);
    }

    private static FunctionDefinition function() {
        return FunctionDefinition.builder()
                .name("weather")
                .parameters(
                        FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties",
                                        JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                .build();
    }

    @Test
    void openAiCallersCallToolsAndGiveTheResultsBack() {
        ChatCompletion whole = create(chat("look [[tools=2]]").addFunctionTool(function()).build());
        ChatCompletion pieces = streamed(chat("look [[tools=2]]").addFunctionTool(function()));
        for (ChatCompletion first : List.of(whole, pieces)) {
            var calls = choice(first).message().toolCalls().orElseThrow();
            assertThat(calls).hasSize(2);
            assertThat(choice(first).finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
            assertThat(calls.getFirst().asFunction().function().arguments()).contains("city");

            ChatCompletionCreateParams.Builder next =
                    chat("look [[tools=2]]")
                            .addFunctionTool(function())
                            .addMessage(choice(first).message());
            calls.forEach(call ->
                    next.addMessage(
                            ChatCompletionToolMessageParam.builder()
                                    .toolCallId(call.asFunction().id())
                                    .content("sun")
                                    .build()));
            ChatCompletion second = create(next.build());

            assertThat(choice(second).message().content().orElseThrow()).isNotBlank();
            JsonNode sent = received(ROUTE);
            assertThat(sent.at("/contents/1/parts/0/functionCall/name").asString())
                    .isEqualTo("weather");
            assertThat(sent.at("/contents/1/parts/0/thoughtSignature").asString()).isNotBlank();
            assertThat(sent.at("/contents/2/parts/1/functionResponse/response/output").asString())
                    .isEqualTo("sun");
        }
    }

    private static MessageCreateParams.Builder withTool(String route, String prompt) {
        return message(prompt)
                .model(route)
                .addTool(
                        Tool.builder()
                                .name("weather")
                                .inputSchema(
                                        Tool.InputSchema.builder()
                                                .properties(
                                                        Tool.InputSchema.Properties.builder()
                                                                .putAdditionalProperty(
                                                                        "city",
                                                                        com.anthropic.core.JsonValue
                                                                                .from(
                                                                                        Map.of(
                                                                                                "type",
                                                                                                "string")))
                                                                .build())
                                                .required(List.of("city"))
                                                .build())
                                .build());
    }

    private static List<ContentBlockParam> results(Message answer) {
        List<ContentBlockParam> results = new ArrayList<>();
        answer.content().stream()
                .map(ContentBlock::toolUse)
                .flatMap(Optional::stream)
                .map(ToolUseBlock::id)
                .forEach(id ->
                        results.add(
                                ContentBlockParam.ofToolResult(
                                        ToolResultBlockParam.builder()
                                                .toolUseId(id)
                                                .content("sun")
                                                .build())));
        return results;
    }

    @Test
    void anthropicCallersGiveTheSignatureBackAndOthersNeverSeeIt() {
        var ask = withTool(ROUTE, "look [[tools=2]]").build();
        for (Message first : List.of(create(ask), streamed(ask))) {
            assertThat(first.stopReason()).contains(StopReason.TOOL_USE);
            assertThat(results(first)).hasSize(2);
            for (String route : List.of(ROUTE, "anthropic-a", "openai-a")) {
                Message second =
                        create(
                                withTool(route, "look [[tools=2]]")
                                        .addMessage(first)
                                        .addUserMessageOfContentBlockParams(results(first))
                                        .build());
                assertThat(second.stopReason()).contains(StopReason.END_TURN);
            }
            String signature =
                    received(ROUTE).at("/contents/1/parts/0/thoughtSignature").asString();
            assertThat(first.content().getFirst().asThinking().signature()).endsWith(signature);
            assertThat(signature).isNotEqualTo("skip_thought_signature_validator");
            assertThat(received("anthropic-a").toString())
                    .contains("tool_use")
                    .doesNotContain(signature);
            assertThat(received("openai-a").toString()).doesNotContain(signature);
        }
    }

    @Test
    void aConversationFromElsewhereGoesOnHere() {
        Message first = create(withTool("anthropic-a", "look [[tools=1]]").build());
        Message second =
                create(
                        withTool(ROUTE, "look [[tools=1]]")
                                .addMessage(first)
                                .addUserMessageOfContentBlockParams(results(first))
                                .build());

        assertThat(second.stopReason()).contains(StopReason.END_TURN);
    }

    @Test
    void aBlockedPromptIsAFilteredAnswerThatCosts() throws Exception {
        for (ChatCompletion answer :
                List.of(
                        create(chat("a [[fault=refusal]]").build()),
                        streamed(chat("a [[fault=refusal]]")))) {
            assertThat(choice(answer).finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
            assertThat(latest("outcome, input_tokens, output_tokens, input_provenance"))
                    .hasToString("[\"succeeded\",2,0,\"final\"]");
        }
        assertThat(create(message("a [[fault=refusal]]").build()).stopReason())
                .contains(StopReason.REFUSAL);
    }

    @Test
    void errorsComeAsTheCallersDialectHasThem() {
        assertThatThrownBy(() -> create(chat("a [[fault=429=7s]]").model("limited").build()))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        limited ->
                                assertThat(limited.headers().values("retry-after"))
                                        .containsExactly("7"));
        assertThatThrownBy(() ->
                        create(
                                chat("a")
                                        .parallelToolCalls(false)
                                        .addFunctionTool(function())
                                        .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("parallel_tool_calls");
        assertThatThrownBy(() ->
                        create(
                                chat("a")
                                        .model("gemini-b")
                                        .addMessage(
                                                ChatCompletionToolMessageParam.builder()
                                                        .toolCallId("nobody's")
                                                        .content("x")
                                                        .build())
                                        .build()))
                .isInstanceOf(OpenAIServiceException.class)
                .hasMessageContaining("400");
    }

    @Test
    void aRefusalForItsQuotaGoesToTheNextEndpoint() throws Exception {
        HttpResponse<String> other =
                fleet.send(
                        fleet.post(
                                        "/v1/messages",
                                        "{\"model\":\"gemini-then-claude\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi [[output=3]]\"}]}")
                                .build());

        assertThat(other.statusCode()).as(other.body()).isEqualTo(200);
        assertThat(other.headers().firstValue("fleetward-endpoint")).contains("anthropic-a");
        assertThat(other.headers().firstValue("fleetward-attempts")).contains("2");
    }

    @Test
    void theVersionThatItNamesIsKnownToTheFleet() throws Exception {
        fleet.provider("gemini-b").versions().set("gemini-3.5-flash-002");
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> answer =
                    fleet.send(
                            fleet.post(
                                            "/v1/chat/completions",
                                            "{\"model\":\"gemini-b\",\"stream\":"
                                                    + stream
                                                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                                    .build());
            assertThat(answer.headers().firstValue("fleetward-model-served"))
                    .contains("gemini-3.5-flash-002");
        }
        assertThat(latest("model_sent, model_served"))
                .hasToString("[\"gemini-3.5-flash\",\"gemini-3.5-flash-002\"]");
        List<String> versions = new ArrayList<>();
        TestFleet.await(
                "the version is seen",
                () -> {
                    try {
                        versions.clear();
                        for (JsonNode cell : fleet.admin("/v1/regions").path("cells")) {
                            if (cell.path("endpoint").asString("").equals("gemini-b")) {
                                versions.addAll(
                                        cell.path("versions").findValuesAsString("version"));
                            }
                        }
                        return !versions.isEmpty();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        assertThat(versions).containsExactly("gemini-3.5-flash-002");
    }

    @Test
    void nobodyCanSpeakItToTheGateway() throws Exception {
        for (String path :
                List.of("/v1:generateContent", "/v1beta/models/gemini-a:generateContent")) {
            HttpResponse<String> answer = fleet.send(fleet.post(path, "{}").build());
            assertThat(answer.statusCode()).isEqualTo(404);
        }
        assertThat(Stream.of(fleet.provider(ROUTE).received().last().path()))
                .allSatisfy(uri -> assertThat(uri).contains("/v1beta/models/gemini-3.5-flash:"));
    }
}
