package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolChoiceAuto;
import com.anthropic.models.messages.ToolChoiceNone;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tools and thinking over several turns of `anthropic-java`, with endpoints of both dialects.
class AnthropicSdkToolsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
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

    private static Tool tool(String name, String argument) {
        return Tool.builder()
                .name(name)
                .description("Tells the " + name)
                .inputSchema(
                        Tool.InputSchema.builder()
                                .properties(
                                        Tool.InputSchema.Properties.builder()
                                                .putAdditionalProperty(
                                                        argument,
                                                        JsonValue.from(Map.of("type", "string")))
                                                .build())
                                .required(List.of(argument))
                                .build())
                .build();
    }

    private static MessageCreateParams.Builder message(String route, String prompt) {
        return MessageCreateParams.builder()
                .model(route)
                .maxTokens(4_000)
                .addUserMessage(prompt)
                .addTool(tool("weather", "city"))
                .addTool(tool("time", "zone"));
    }

    private static Message create(MessageCreateParams ask) {
        return sdk.messages().create(ask);
    }

    private static Message streamed(MessageCreateParams ask) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (var stream = sdk.messages().createStreaming(ask)) {
            stream.stream().map(RawMessageStreamEvent::validate).forEach(whole::accumulate);
        }
        return whole.message();
    }

    private static List<ToolUseBlock> calls(Message answer) {
        return answer.content().stream()
                .map(ContentBlock::toolUse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static JsonNode received(String endpoint) {
        return JSON.readTree(fleet.provider(endpoint).received().last().body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void readsParallelToolCallsWholeAndStreamed(String route) {
        var ask = message(route, "look it up [[tools=2]]").build();
        Message whole = create(ask);
        Message pieces = streamed(ask);

        assertThat(whole.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(pieces.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(calls(whole)).extracting(ToolUseBlock::name).containsExactly("weather", "time");
        assertThat(calls(whole)).extracting(ToolUseBlock::id).doesNotHaveDuplicates();
        assertThat(calls(pieces)).extracting(ToolUseBlock::name).containsExactly("weather", "time");
        assertThat(calls(pieces)).extracting(ToolUseBlock::id).doesNotHaveDuplicates();
        for (int i = 0; i < 2; i++) {
            assertThat(calls(pieces).get(i)._input()).isEqualTo(calls(whole).get(i)._input());
        }
        assertThat(calls(whole).getFirst()._input().toString()).contains("city");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void readsTextBeforeAToolCall(String route) {
        var ask = message(route, "look it up [[output=30]] [[tool=time]]").build();
        for (Message answer : List.of(create(ask), streamed(ask))) {
            assertThat(answer.content()).hasSize(2);
            assertThat(answer.content().getFirst().asText().text()).isNotBlank();
            assertThat(answer.content().getLast().asToolUse().name()).isEqualTo("time");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void callsTheToolThatWasNamedAndNoneWhereNoneMayBe(String route) {
        var named = message(route, "hello").toolToolChoice("time").build();
        var any = message(route, "hello").toolChoice(ToolChoiceAny.builder().build()).build();
        var none =
                message(route, "hello [[output=3]] [[tools=2]]")
                        .toolChoice(ToolChoiceNone.builder().build())
                        .build();
        var single =
                message(route, "hello [[tools=2]]")
                        .toolChoice(ToolChoiceAuto.builder().disableParallelToolUse(true).build())
                        .build();

        assertThat(calls(create(named))).extracting(ToolUseBlock::name).containsExactly("time");
        assertThat(calls(create(any))).hasSize(1);
        assertThat(calls(create(none))).isEmpty();
        assertThat(calls(create(single))).hasSize(1);
    }

    private static ContentBlockParam result(ToolUseBlock call) {
        return ContentBlockParam.ofToolResult(
                ToolResultBlockParam.builder()
                        .toolUseId(call.id())
                        .content("result of " + call.name())
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-a", "openai-a"})
    void toolIdsSurviveTheSecondTurn(String route) {
        Message first = create(message(route, "look it up [[tools=2]]").build());
        List<ContentBlockParam> results = new ArrayList<>();
        calls(first).forEach(call -> results.add(result(call)));

        Message answer =
                create(
                        message(route, "look it up [[tools=2]]")
                                .addMessage(first)
                                .addUserMessageOfContentBlockParams(results)
                                .build());

        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.content().getFirst().asText().text()).isNotBlank();
        JsonNode messages = received(route).get("messages");
        List<String> asked = calls(first).stream().map(ToolUseBlock::id).toList();
        assertThat(messages.findValuesAsString("id")).isEqualTo(asked);
        assertThat(
                        messages.findValuesAsString(
                                route.startsWith("openai") ? "tool_call_id" : "tool_use_id"))
                .isEqualTo(asked);
        assertThat(messages.toString()).contains("result of weather").contains("result of time");
    }

    @Test
    void thinkingAndItsSignatureSurviveATurn() {
        var ask =
                message("anthropic-a", "think, then look [[thinking=6]] [[tool=weather]]")
                        .enabledThinking(1_024);
        for (Message first : List.of(create(ask.build()), streamed(ask.build()))) {
            var thinking = first.content().getFirst().asThinking();
            assertThat(thinking.thinking().strip().split("\\s+")).hasSize(6);
            assertThat(thinking.signature()).startsWith("sig_");

            Message answer =
                    create(
                            message("anthropic-a", "think, then look [[output=4]]")
                                    .enabledThinking(1_024)
                                    .addMessage(first)
                                    .addUserMessageOfContentBlockParams(
                                            List.of(result(calls(first).getFirst())))
                                    .build());

            assertThat(answer.stopReason()).contains(StopReason.END_TURN);
            JsonNode block = received("anthropic-a").at("/messages/1/content/0");
            assertThat(block.get("thinking").asString()).isEqualTo(thinking.thinking());
            assertThat(block.get("signature").asString()).isEqualTo(thinking.signature());
        }
    }

    @Test
    void thinkingIsLeftOutForAnEndpointThatCannotReadIt() {
        Message first =
                create(
                        message("anthropic-a", "think [[output=20]] [[thinking=6]]")
                                .enabledThinking(1_024)
                                .build());

        create(
                message("openai-a", "think")
                        .addMessage(first)
                        .addUserMessage("go on [[output=2]]")
                        .build());

        JsonNode assistant = received("openai-a").at("/messages/1");
        assertThat(assistant.get("content").toString())
                .contains(first.content().getLast().asText().text());
        assertThat(assistant.toString())
                .doesNotContain(first.content().getFirst().asThinking().signature());
    }
}
