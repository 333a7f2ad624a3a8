package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.health.Flaw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Answers that are whole in form and wrong in meaning: their callers get them all the same, and
/// the ledger says what is wrong. In all dialects, whole and streamed, translated and not.
final class AnswerFlawsTest {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],\"additionalProperties\":false}";

    /// What is asked beside the messages.
    private enum Wish {
        NOTHING,
        TOOLS,
        JSON
    }

    /// @param endpoint which is asked; null for the Responses API of `openai-a`
    /// @param orders what the simulated provider is ordered to do
    private record Case(
            WireDialect caller,
            String endpoint,
            boolean responses,
            boolean stream,
            Wish wish,
            String orders,
            @org.jspecify.annotations.Nullable Flaw flaw) {

        String path() {
            return responses
                    ? "/v1/responses"
                    : caller == WireDialect.ANTHROPIC ? "/v1/messages" : "/v1/chat/completions";
        }

        String body() {
            String prompt =
                    "Say something about the weather of the coming week, if you please. " + orders;
            return "{\"model\":\""
                    + endpoint
                    + "\",\"stream\":"
                    + stream
                    + (responses
                            ? ",\"input\":\"" + prompt + "\""
                            : ",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]")
                    + (responses ? "" : ",\"max_tokens\":300")
                    + switch (wish) {
                        case NOTHING -> "";
                        case TOOLS -> ",\"tools\":[" + tool() + "]";
                        case JSON -> format();
                    }
                    + "}";
        }

        private String tool() {
            if (responses) {
                return "{\"type\":\"function\",\"name\":\"look\",\"parameters\":" + SCHEMA + "}";
            }
            return caller == WireDialect.ANTHROPIC
                    ? "{\"name\":\"look\",\"input_schema\":" + SCHEMA + "}"
                    : "{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":"
                            + SCHEMA
                            + "}}";
        }

        private String format() {
            if (responses) {
                return ",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"x\",\"schema\":"
                        + SCHEMA
                        + "}}";
            }
            return caller == WireDialect.ANTHROPIC
                    ? ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":"
                            + SCHEMA
                            + "}}"
                    : ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
                            + SCHEMA
                            + "}}";
        }

        @Override
        public String toString() {
            return path()
                    + " at "
                    + endpoint
                    + (stream ? ", streamed, " : ", whole, ")
                    + wish
                    + " "
                    + orders;
        }
    }

    private static final List<Case> CASES = cases();
    private static final Map<Case, RawCall.Answer> ANSWERS = new HashMap<>();
    private static final Map<String, JsonNode> ROWS = new HashMap<>();
    private static TestFleet fleet;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (boolean stream : new boolean[] {false, true}) {
            for (String endpoint : List.of("openai-a", "anthropic-a", "gemini-a")) {
                add(cases, WireDialect.OPENAI, endpoint, false, stream);
                add(cases, WireDialect.ANTHROPIC, endpoint, false, stream);
            }
            add(cases, WireDialect.OPENAI, "openai-a", true, stream);
        }
        return cases;
    }

    private static void add(
            List<Case> cases,
            WireDialect caller,
            String endpoint,
            boolean responses,
            boolean stream) {
        boolean filters = !endpoint.startsWith("anthropic");
        // The prompt is blocked, without a word of the model's.
        Flaw declined = endpoint.startsWith("gemini") ? Flaw.FILTERED : Flaw.REFUSED;
        record Expected(Wish wish, String orders, @org.jspecify.annotations.Nullable Flaw flaw) {}
        for (Expected one :
                List.of(
                        new Expected(Wish.NOTHING, "[[output=9]]", null),
                        new Expected(Wish.TOOLS, "[[tools=2]]", null),
                        new Expected(Wish.TOOLS, "[[output=9]]", null),
                        new Expected(Wish.JSON, "[[output=9]]", null),
                        new Expected(
                                Wish.TOOLS,
                                "[[tools=2]] [[fault=unfit-tool-arguments]]",
                                Flaw.TOOL_SCHEMA),
                        new Expected(
                                Wish.TOOLS, "[[tools=1]] [[fault=unknown-tool]]", Flaw.TOOL_SCHEMA),
                        new Expected(
                                Wish.JSON,
                                "[[output=9]] [[fault=unfit-output]]",
                                Flaw.OUTPUT_SCHEMA),
                        new Expected(Wish.NOTHING, "[[output=9]] [[fault=refusal]]", declined),
                        new Expected(Wish.JSON, "[[output=9]] [[fault=refusal]]", declined),
                        new Expected(
                                Wish.NOTHING,
                                "[[output=9]] [[fault=filtered]]",
                                filters ? Flaw.FILTERED : Flaw.REFUSED),
                        new Expected(Wish.NOTHING, "[[output=9]] [[fault=length]]", Flaw.TRUNCATED),
                        new Expected(Wish.NOTHING, "[[fault=empty]]", Flaw.EMPTY),
                        new Expected(
                                Wish.NOTHING,
                                "[[output=9]] [[fault=other-language]]",
                                Flaw.WRONG_LANGUAGE),
                        new Expected(Wish.NOTHING, "[[output=9]] [[fault=echo]]", Flaw.ECHO))) {
            cases.add(
                    new Case(
                            caller,
                            endpoint,
                            responses,
                            stream,
                            one.wish(),
                            one.orders(),
                            one.flaw()));
        }
    }

    @BeforeAll
    static void runAllCases() throws Exception {
        fleet =
                TestFleet.start(yaml ->
                        yaml.replace(
                                "tester: { owner: platform,",
                                "tester: { owner: platform, answers: { language: en, echo: true },"));
        openAi = Sdks.openAi(fleet);
        anthropic = Sdks.anthropic(fleet);
        for (Case one : CASES) {
            ANSWERS.put(one, RawCall.send(fleet, one.path(), one.body()).readAll());
        }
        for (JsonNode row :
                fleet.ledger("select call_id, outcome, flaw, is_last, output_tokens from events")) {
            ROWS.put(row.get(0).asString(), row);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        openAi.close();
        anthropic.close();
        fleet.close();
    }

    @TestFactory
    Stream<DynamicTest> theCallerGetsTheAnswerAndTheLedgerSaysWhatIsWrongWithIt() {
        return CASES.stream().map(one -> DynamicTest.dynamicTest(one.toString(), () -> check(one)));
    }

    private static void check(Case one) {
        RawCall.Answer answer = Objects.requireNonNull(ANSWERS.get(one));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.clean()).isTrue();
        JsonNode row = Objects.requireNonNull(ROWS.get(answer.header("fleetward-call-id")));
        assertThat(row.get(1).asString()).isEqualTo("succeeded");
        assertThat(row.get(2).asString("none"))
                .as(answer.body())
                .isEqualTo(one.flaw() == null ? "none" : one.flaw().label());
        assertThat(row.get(3).asBoolean()).isTrue();
    }

    @Test
    void metricsCountFlawsByEndpointAndFeature() throws Exception {
        String metrics = fleet.adminText("/metrics");
        for (Flaw flaw : Flaw.values()) {
            assertThat(metrics)
                    .containsPattern(
                            "fleetward_answer_flaws_total\\{endpoint=\"openai-a\",feature=\"tester\",flaw=\""
                                    + flaw.label()
                                    + "\"\\} [1-9]");
        }
    }

    private static ChatCompletionCreateParams flawedCall(String route) {
        return ChatCompletionCreateParams.builder()
                .model(route)
                .addUserMessage("look it up [[tools=1]] [[fault=unfit-tool-arguments]]")
                .addFunctionTool(
                        FunctionDefinition.builder()
                                .name("look")
                                .parameters(
                                        FunctionParameters.builder()
                                                .putAdditionalProperty(
                                                        "type", JsonValue.from("object"))
                                                .putAdditionalProperty(
                                                        "properties",
                                                        JsonValue.from(
                                                                Map.of(
                                                                        "city",
                                                                        Map.of("type", "string"))))
                                                .putAdditionalProperty(
                                                        "required", JsonValue.from(List.of("city")))
                                                .build())
                                .build())
                .build();
    }

    @Test
    void anAnswerWithAFlawReachesTheOpenAiSdkWhole() {
        for (String route : List.of("openai-a", "anthropic-a", "gemini-a")) {
            ChatCompletion whole = openAi.chat().completions().create(flawedCall(route));
            ChatCompletionAccumulator pieces = ChatCompletionAccumulator.create();
            try (var stream = openAi.chat().completions().createStreaming(flawedCall(route))) {
                stream.stream().forEach(pieces::accumulate);
            }
            for (ChatCompletion answer : List.of(whole, pieces.chatCompletion())) {
                var call = answer.choices().getFirst().message().toolCalls().orElseThrow();
                assertThat(call.getFirst().asFunction().function().arguments())
                        .isEqualToIgnoringWhitespace("{\"city\":7}");
            }
        }
    }

    @Test
    void anAnswerWithAFlawReachesTheAnthropicSdkWhole() {
        for (String route : List.of("openai-a", "anthropic-a", "gemini-a")) {
            var answer =
                    anthropic
                            .messages()
                            .create(
                                    MessageCreateParams.builder()
                                            .model(route)
                                            .maxTokens(100)
                                            .addUserMessage("go [[output=9]] [[fault=length]]")
                                            .build());
            assertThat(answer.content().getFirst().asText().text()).isNotBlank();
        }
    }

    @Test
    void judgingHoldsNothingAfterwards() throws Exception {
        AtRest.holdsNothing(fleet);
    }
}
