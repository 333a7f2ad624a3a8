package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tools and thinking over several turns of `openai-java`, with endpoints of both dialects.
class OpenAiSdkToolsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
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

    private static FunctionDefinition tool(String name, String argument) {
        return FunctionDefinition.builder()
                .name(name)
                .description("Tells the " + name)
                .parameters(
                        FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties",
                                        JsonValue.from(Map.of(argument, Map.of("type", "string"))))
                                .putAdditionalProperty(
                                        "required", JsonValue.from(List.of(argument)))
                                .build())
                .build();
    }

    private static ChatCompletionCreateParams.Builder chat(String route, String prompt) {
        return ChatCompletionCreateParams.builder()
                .model(route)
                .addUserMessage(prompt)
                .addFunctionTool(tool("weather", "city"))
                .addFunctionTool(tool("time", "zone"));
    }

    private static ChatCompletion create(ChatCompletionCreateParams ask) {
        return sdk.chat().completions().create(ask);
    }

    private static ChatCompletion streamed(ChatCompletionCreateParams ask) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (var stream = sdk.chat().completions().createStreaming(ask)) {
            stream.stream().map(ChatCompletionChunk::validate).forEach(whole::accumulate);
        }
        return whole.chatCompletion();
    }

    private static ChatCompletionMessage message(ChatCompletion answer) {
        return answer.choices().getFirst().message();
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion answer) {
        return message(answer).toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction())
                .toList();
    }

    private static JsonNode received(String endpoint) {
        return JSON.readTree(fleet.provider(endpoint).received().last().body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void readsParallelToolCallsWholeAndStreamed(String route) {
        var ask = chat(route, "look it up [[tools=2]]").build();
        ChatCompletion whole = create(ask);
        ChatCompletion pieces = streamed(ask);

        assertThat(whole.choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(pieces.choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(calls(whole))
                .extracting(c -> c.function().name())
                .containsExactly("weather", "time");
        assertThat(calls(whole)).extracting(c -> c.id()).doesNotHaveDuplicates();
        for (int i = 0; i < 2; i++) {
            var function = calls(whole).get(i).function();
            assertThat(JSON.readTree(function.arguments()).has(i == 0 ? "city" : "zone")).isTrue();
            assertThat(JSON.readTree(calls(pieces).get(i).function().arguments()))
                    .isEqualTo(JSON.readTree(function.arguments()));
            assertThat(calls(pieces).get(i).function().name()).isEqualTo(function.name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void readsTextBeforeAToolCall(String route) {
        var ask = chat(route, "look it up [[output=30]] [[tool=time]]").build();
        for (ChatCompletion answer : List.of(create(ask), streamed(ask))) {
            assertThat(message(answer).content().orElse("")).isNotBlank();
            assertThat(calls(answer)).extracting(c -> c.function().name()).containsExactly("time");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void callsTheToolThatWasNamedAndNoneWhereNoneMayBe(String route) {
        var named =
                chat(route, "hello")
                        .toolChoice(
                                ChatCompletionNamedToolChoice.builder()
                                        .function(
                                                ChatCompletionNamedToolChoice.Function.builder()
                                                        .name("time")
                                                        .build())
                                        .build())
                        .build();
        var required =
                chat(route, "hello")
                        .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                        .build();
        var none =
                chat(route, "hello [[output=3]] [[tools=2]]")
                        .toolChoice(ChatCompletionToolChoiceOption.Auto.NONE)
                        .build();
        var single = chat(route, "hello [[tools=2]]").parallelToolCalls(false).build();

        assertThat(calls(create(named)))
                .extracting(c -> c.function().name())
                .containsExactly("time");
        assertThat(calls(create(required))).hasSize(1);
        assertThat(message(create(none)).toolCalls().orElse(List.of())).isEmpty();
        assertThat(calls(create(single))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void toolIdsSurviveTheSecondTurn(String route) {
        ChatCompletion first = create(chat(route, "look it up [[tools=2]]").build());
        var asked = calls(first);
        var second = chat(route, "look it up [[tools=2]]").addMessage(message(first));
        for (var call : asked) {
            second.addMessage(
                    ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.id())
                            .content("result of " + call.function().name())
                            .build());
        }

        ChatCompletion answer = create(second.build());

        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(message(answer).content().orElse("")).isNotBlank();
        JsonNode messages = received(route).get("messages");
        assertThat(callIds(messages)).isEqualTo(asked.stream().map(c -> c.id()).toList());
        assertThat(resultIds(messages)).isEqualTo(callIds(messages));
        assertThat(messages.toString()).contains("result of weather").contains("result of time");
    }

    private static List<String> callIds(JsonNode messages) {
        return messages.get(1).has("tool_calls")
                ? messages.get(1)
                        .get("tool_calls")
                        .valueStream()
                        .map(call -> call.get("id").asString())
                        .toList()
                : messages.get(1)
                        .get("content")
                        .valueStream()
                        .filter(block -> block.get("type").asString().equals("tool_use"))
                        .map(block -> block.get("id").asString())
                        .toList();
    }

    private static List<String> resultIds(JsonNode messages) {
        return messages.get(2).has("tool_call_id")
                ? messages.valueStream()
                        .filter(message -> message.has("tool_call_id"))
                        .map(message -> message.get("tool_call_id").asString())
                        .toList()
                : messages.get(2)
                        .get("content")
                        .valueStream()
                        .filter(block -> block.get("type").asString().equals("tool_result"))
                        .map(block -> block.get("tool_use_id").asString())
                        .toList();
    }

    @Test
    void thinkingBlocksSurviveATurnAtAnEndpointThatSignsThem() {
        var first =
                chat("anthropic-a", "think, then look [[thinking=6]] [[tool=weather]]")
                        .reasoningEffort(ReasoningEffort.LOW)
                        .maxCompletionTokens(4_000);
        ChatCompletionMessage said = message(create(first.build()));
        Map<String, JsonValue> beyondTheSdk = said._additionalProperties();
        assertThat(beyondTheSdk).containsKeys("thinking_blocks", "reasoning_content");

        create(
                first.addMessage(
                                said.toParam().toBuilder()
                                        .putAllAdditionalProperties(beyondTheSdk)
                                        .build())
                        .addMessage(
                                ChatCompletionToolMessageParam.builder()
                                        .toolCallId(
                                                said.toolCalls()
                                                        .orElseThrow()
                                                        .getFirst()
                                                        .asFunction()
                                                        .id())
                                        .content("rain")
                                        .build())
                        .build());

        JsonNode block = received("anthropic-a").at("/messages/1/content/0");
        assertThat(block.get("type").asString()).isEqualTo("thinking");
        assertThat(block.get("signature").asString()).startsWith("sig_");
        assertThat(String.valueOf(beyondTheSdk.get("thinking_blocks")))
                .contains(block.get("signature").asString());
        assertThat(block.get("thinking").asString())
                .isEqualTo(String.valueOf(beyondTheSdk.get("reasoning_content")));
    }

    @Test
    void thinkingIsStreamedBeyondWhatTheSdkKnows() {
        var ask =
                ChatCompletionCreateParams.builder()
                        .model("anthropic-a")
                        .addUserMessage("think [[output=20]] [[thinking=6]]")
                        .reasoningEffort(ReasoningEffort.LOW)
                        .maxCompletionTokens(4_000)
                        .build();
        StringBuilder reasoning = new StringBuilder();
        StringBuilder blocks = new StringBuilder();
        try (var stream = sdk.chat().completions().createStreaming(ask)) {
            stream.stream()
                    .map(ChatCompletionChunk::validate)
                    .flatMap(chunk -> chunk.choices().stream())
                    .map(choice -> choice.delta()._additionalProperties())
                    .forEach(more -> {
                        if (more.containsKey("reasoning_content")) {
                            reasoning.append(more.get("reasoning_content").asStringOrThrow());
                        }
                        if (more.containsKey("thinking_blocks")) {
                            blocks.append(more.get("thinking_blocks"));
                        }
                    });
        }
        assertThat(reasoning.toString().strip().split("\\s+")).hasSize(6);
        assertThat(blocks).contains("sig_");
    }
}
