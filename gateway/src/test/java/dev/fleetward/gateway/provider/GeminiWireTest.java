package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Provider.Style;
import dev.fleetward.core.snapshot.Secret;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.gateway.dialect.AnthropicChat;
import dev.fleetward.gateway.dialect.OpenAiChat;
import dev.fleetward.gateway.wire.JsonBody;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiWireTest {
    private static final String GOOGLE = "https://generativelanguage.googleapis.com/v1beta";
    private static final String CLOUD =
            "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google";
    private static final GeminiWire WIRE = new GeminiWire(Streams.CLOCK);

    private static Endpoint endpoint(WireDialect dialect, String model, String url, Style style) {
        Provider provider =
                new Provider(
                        "p",
                        "p",
                        dialect,
                        URI.create(url),
                        style,
                        new Secret("env:K", "key-1", new byte[5]),
                        null,
                        false,
                        Map.of(),
                        null,
                        "gemini");
        return new Endpoint(
                "e", provider, model, null, null, null, null, Timeouts.DEFAULT, null, false);
    }

    private static Endpoint gemini(String model) {
        return endpoint(WireDialect.GEMINI, model, GOOGLE, Style.STANDARD);
    }

    private static String fromOpenAi(String body, Endpoint endpoint, boolean lenient)
            throws Exception {
        return new String(
                WIRE.translate(OpenAiChat.read(body.getBytes(UTF_8)), endpoint, lenient).body(),
                UTF_8);
    }

    private static String fromAnthropic(String body, Endpoint endpoint) throws Exception {
        return new String(
                WIRE.translate(AnthropicChat.read(body.getBytes(UTF_8)), endpoint, false).body(),
                UTF_8);
    }

    @Test
    void addressesBothServicesThatSpeakIt() {
        Endpoint cloud = endpoint(WireDialect.GEMINI, "gemini-2.5-pro", CLOUD, Style.VERTEX);
        Operation operation = WIRE.operation(Operation.MESSAGES);

        assertThat(WIRE.path(operation, gemini("gemini-2.5-pro"), false))
                .isEqualTo("/v1beta/models/gemini-2.5-pro:generateContent");
        assertThat(WIRE.path(operation, cloud, true))
                .isEqualTo(
                        "/v1/projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse");
        assertThat(WIRE.path(operation, gemini("tunedModels/mine"), false))
                .isEqualTo("/v1beta/tunedModels/mine:generateContent");
        assertThat(WIRE.headers(gemini("m"))).containsSequence("x-goog-api-key", "key-1");
        assertThat(WIRE.headers(cloud)).containsSequence("authorization", "Bearer key-1");
        assertThat(WIRE.operation(Operation.EMBEDDINGS)).isEqualTo(Operation.EMBEDDINGS);
    }

    @Test
    void saysAllThatAnOpenAiRequestAsks() throws Exception {
        assertThat(
                        fromOpenAi(
                                """
                                {"model":"m","max_tokens":9,"temperature":1.5,"top_p":0.5,"stop":["a","b"],
                                 "reasoning_effort":"minimal","user":"u","service_tier":"auto",
                                 "messages":[{"role":"system","content":"be kind"},{"role":"user","content":[
                                   {"type":"text","text":"look"},
                                   {"type":"image_url","image_url":{"url":"data:image/png;base64,AAA="}},
                                   {"type":"image_url","image_url":{"url":"https://x/y.jpg?z"}}]}],
                                 "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],
                                 "tool_choice":{"type":"function","function":{"name":"f"}},
                                 "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}}
                                """,
                                gemini("gemini-3.5-flash"),
                                false))
                .isEqualTo(
                        """
                        {"systemInstruction":{"parts":[{"text":"be kind"}]},"contents":[{"role":"user","parts":[{"text":"look"},\
                        {"inlineData":{"mimeType":"image/png","data":"AAA="}},\
                        {"fileData":{"mimeType":"image/jpeg","fileUri":"https://x/y.jpg?z"}}]}],\
                        "tools":[{"functionDeclarations":[{"name":"f","description":"d","parametersJsonSchema":{"type":"object"}}]}],\
                        "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},\
                        "generationConfig":{"maxOutputTokens":9,"temperature":1.5,"topP":0.5,"stopSequences":["a","b"],\
                        "responseMimeType":"application/json","responseJsonSchema":{"type":"object"},"thinkingConfig":{"thinkingLevel":"LOW"}}}\
                        """);
    }

    private static final String TOOL_TURNS =
            """
            {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},
             {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"%s"},
               {"type":"tool_use","id":"1","name":"f","input":{"x":1}},{"type":"tool_use","id":"2","name":"g","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"{\\"y\\":2}"},
               {"type":"tool_result","tool_use_id":"2","content":"no","is_error":true},{"type":"text","text":"go on"}]}]}
            """;

    @Test
    void givesToolTurnsBackWithNamesAndSignatures() throws Exception {
        String body = fromAnthropic(TOOL_TURNS.formatted("~gemini:c2ln"), gemini("gemini-3-pro"));

        assertThat(body)
                .contains(
                        """
                        {"role":"model","parts":[{"functionCall":{"id":"1","name":"f","args":{"x":1}},"thoughtSignature":"c2ln"},\
                        {"functionCall":{"id":"2","name":"g","args":{}}}]},{"role":"user","parts":[\
                        {"functionResponse":{"id":"1","name":"f","response":{"y":2}}},\
                        {"functionResponse":{"id":"2","name":"g","response":{"error":"no"}}},{"text":"go on"}]}\
                        """);
    }

    @Test
    void saysThatASignatureIsMissingWhereAModelWantsOne() throws Exception {
        String another = TOOL_TURNS.formatted("anthropics-own");

        assertThat(fromAnthropic(another, gemini("gemini-3-pro")))
                .contains(
                        "\"args\":{\"x\":1}},\"thoughtSignature\":\"skip_thought_signature_validator\"}")
                .doesNotContain("anthropics-own", "hm");
        assertThat(fromAnthropic(another, gemini("gemini-2.5-flash")))
                .doesNotContain("thoughtSignature");
        assertThat(
                        fromAnthropic(
                                another,
                                endpoint(
                                        WireDialect.GEMINI, "gemini-2.5-pro", CLOUD, Style.VERTEX)))
                .contains("{\"functionCall\":{\"name\":\"f\"")
                .contains("{\"functionResponse\":{\"name\":\"f\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "gemini-2.5-flash | 'type':'enabled','budget_tokens':2000 | 'thinkingBudget':2000,'includeThoughts':true",
                "gemini-2.5-flash | 'type':'disabled' | 'thinkingBudget':0",
                "gemini-2.5-flash | 'type':'adaptive' | 'thinkingBudget':-1,'includeThoughts':true",
                "gemini-3-pro | 'type':'adaptive' | 'includeThoughts':true",
                "gemini-3-pro | 'type':'disabled' | 'thinkingLevel':'LOW'",
                "some-name | 'type':'enabled','budget_tokens':2000 | 'thinkingBudget':2000,'includeThoughts':true",
            })
    void asksForThinkingAsEachGenerationWantsIt(String model, String thinking, String config)
            throws Exception {
        String body =
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"thinking\":{"
                        + thinking.replace('\'', '"')
                        + "}}";

        assertThat(fromAnthropic(body, gemini(model)))
                .endsWith("\"thinkingConfig\":{" + config.replace('\'', '"') + "}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "seed | \"seed\":7",
                "n | \"n\":2",
                "stop_sequences | \"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]",
                "parallel_tool_calls | \"parallel_tool_calls\":false,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
            })
    void refusesWhatItCannotSayOrNamesWhatIsLeftOut(String name, String field) throws Exception {
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
                        + field
                        + "}";

        assertThatThrownBy(() -> fromOpenAi(body, gemini("m"), false))
                .isInstanceOf(NotExpressible.class)
                .hasMessageStartingWith(name + ": ");
        assertThat(
                        WIRE.translate(OpenAiChat.read(body.getBytes(UTF_8)), gemini("m"), true)
                                .dropped())
                .containsExactly(name);
    }

    @Test
    void refusesAResultThatAnswersNoCall() {
        assertThatThrownBy(() ->
                        fromOpenAi(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"r\"}]}",
                                gemini("m"),
                                true))
                .isInstanceOf(NotExpressible.class);
    }

    private static ProviderWire.Answer answer(String body) {
        return WIRE.readAnswer(Operation.GENERATE_CONTENT, body.getBytes(UTF_8), true);
    }

    private static final String USAGE =
            "\"usageMetadata\":{\"promptTokenCount\":100,\"cachedContentTokenCount\":60,\"candidatesTokenCount\":7,\"thoughtsTokenCount\":5,\"totalTokenCount\":112,\"trafficType\":\"ON_DEMAND\"},\"modelVersion\":\"gemini-2.5-flash-001\",\"responseId\":\"r1\"";

    private static final Usage COUNTED =
            new Usage(
                    TokenCount.reported(40),
                    TokenCount.reported(60),
                    TokenCount.ABSENT,
                    TokenCount.ABSENT,
                    TokenCount.reported(12),
                    TokenCount.reported(5));

    @Test
    void readsAWholeAnswer() {
        ProviderWire.Answer answer =
                answer(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true},{\"text\":\"Hé\"},{\"text\":\"llo\"},"
                                + "{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\": [1]}},\"thoughtSignature\":\"c2ln\"},{\"functionCall\":{\"id\":\"own\",\"name\":\"g\"}}],\"role\":\"model\"},"
                                + "\"finishReason\":\"STOP\",\"index\":0}],"
                                + USAGE
                                + "}");

        assertThat(answer.failure()).isNull();
        assertThat(answer.facts())
                .returns("gemini-2.5-flash-001", it -> it.model)
                .returns("ON_DEMAND", it -> it.serviceTier)
                .returns(FinishReason.TOOL_CALLS, it -> it.finish)
                .returns(COUNTED, it -> it.usage);
        ChatReply chat = Objects.requireNonNull(answer.chat());
        assertThat(chat.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(chat.usage()).isEqualTo(COUNTED);
        assertThat(chat.blocks())
                .containsExactly(
                        new Block.Thinking("hm", ""),
                        new Block.Text("Héllo"),
                        new Block.Thinking("", "~gemini:c2ln"),
                        new Block.ToolUse("call_r1_0", "f", "{\"a\": [1]}"),
                        new Block.ToolUse("own", "g", "{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"STOP\"}]} | EMPTY_ANSWER",
                "{\"usageMetadata\":{\"promptTokenCount\":3}} | EMPTY_ANSWER",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]} | MALFORMED_ANSWER",
                "{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]} | BROKEN_TOOL_CALL",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":\"x\"}}]},\"finishReason\":\"STOP\"}]} | BROKEN_TOOL_CALL",
                "{\"error\":{\"code\":500,\"message\":\"m\",\"status\":\"INTERNAL\"}} | PROVIDER_ERROR",
                "{\"candidates\":[ | MALFORMED_ANSWER",
            })
    void knowsUnsoundAnswers(String body, FailureKind kind) {
        assertThat(Objects.requireNonNull(answer(body).failure()).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\",\"safetyRatings\":[]},\"usageMetadata\":{\"promptTokenCount\":3,\"totalTokenCount\":3}} | CONTENT_FILTER",
                "{\"candidates\":[{\"finishReason\":\"SAFETY\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"totalTokenCount\":3}} | CONTENT_FILTER",
                "{\"candidates\":[{\"finishReason\":\"MAX_TOKENS\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"totalTokenCount\":3}} | LENGTH",
            })
    void anAnswerMayHoldNothingWhereItSaysWhy(String body, FinishReason finish) {
        ProviderWire.Answer answer = answer(body);

        assertThat(answer.failure()).isNull();
        assertThat(Objects.requireNonNull(answer.chat()).finish()).isEqualTo(finish);
        assertThat(answer.facts().usage.input()).isEqualTo(TokenCount.reported(3));
        assertThat(answer.facts().usage.output()).isEqualTo(TokenCount.reported(0));
    }

    static final String STREAM =
            """
            data: {"candidates":[{"content":{"parts":[{"text":"hm","thought":true}],"role":"model"}}],"usageMetadata":{"promptTokenCount":100,"totalTokenCount":100},"modelVersion":"gemini-2.5-flash-001","responseId":"r1"}

            data: {"candidates":[{"content":{"parts":[{"text":"Hé"}]},"finishReason":"STOP"}]}

            data: {"candidates":[{"content":{"parts":[{"text":"llo"},{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2ln"}]},"finishReason":"STOP"}],%s}

            """
                    .formatted(USAGE);

    @Test
    void readsAStreamToItsEnd() {
        List<ChatEvent> events = new ArrayList<>();
        StreamReader reader = WIRE.stream(Operation.GENERATE_CONTENT, events::add);

        Streams.read(reader, STREAM.replace("\n", "\r\n"));

        assertThat(reader.end()).isTrue();
        assertThat(reader.facts())
                .returns("gemini-2.5-flash-001", it -> it.model)
                .returns(FinishReason.TOOL_CALLS, it -> it.finish)
                .returns(COUNTED, it -> it.usage)
                .returns(true, it -> it.hasContent);
        assertThat(events.stream().filter(it -> !(it instanceof ChatEvent.UsageReported)))
                .containsExactly(
                        new ChatEvent.Started("r1", "gemini-2.5-flash-001", Usage.NONE),
                        new ChatEvent.BlockStarted(ChatEvent.Kind.THINKING),
                        new ChatEvent.TextDelta("hm"),
                        new ChatEvent.BlockEnded(),
                        new ChatEvent.BlockStarted(ChatEvent.Kind.TEXT),
                        new ChatEvent.TextDelta("Hé"),
                        new ChatEvent.TextDelta("llo"),
                        new ChatEvent.BlockEnded(),
                        new ChatEvent.BlockStarted(ChatEvent.Kind.THINKING),
                        new ChatEvent.SignatureDelta("~gemini:c2ln"),
                        new ChatEvent.BlockEnded(),
                        new ChatEvent.ToolUseStarted("call_r1_0", "f"),
                        new ChatEvent.ArgumentsDelta("{\"a\":1}"),
                        new ChatEvent.BlockEnded(),
                        new ChatEvent.Finished(FinishReason.TOOL_CALLS, null),
                        new ChatEvent.Ended());
        assertThat(events).contains(new ChatEvent.UsageReported(COUNTED));
    }

    @Test
    void aStreamThatEndsBeforeItsReasonIsCut() {
        StreamReader reader = WIRE.stream(Operation.GENERATE_CONTENT, event -> {});

        Streams.read(reader, STREAM.substring(0, STREAM.indexOf("\n\n") + 2));

        assertThat(reader.end()).isFalse();
        assertThat(reader.facts().usage.input()).isEqualTo(TokenCount.partial(100));
    }

    @Test
    void anErrorInsideAStreamBreaksIt() {
        StreamReader reader = WIRE.stream(Operation.GENERATE_CONTENT, null);

        assertThat(
                        Streams.read(
                                reader,
                                "data: {\"error\":{\"code\":503,\"message\":\"m\",\"status\":\"UNAVAILABLE\"}}\n\n"))
                .containsExactly(StreamReader.Frame.BROKEN);
        assertThat(Objects.requireNonNull(reader.failure()).kind())
                .isEqualTo(FailureKind.STREAM_ERROR);
    }

    @ParameterizedTest
    @CsvSource({
        "34.0748s, PerMinute, 34075",
        "2s, PerMinute, 2000",
        "2s, PerDay, ",
        "soon, PerMinute, "
    })
    void readsFromTheDetailsWhenToTryAgain(String delay, String quota, Long millis) {
        String body =
                "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"violations\":[{\"quotaId\":\"Generate"
                        + quota
                        + "\"}]},{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\""
                        + delay
                        + "\"}]}}";

        Failure failure = WIRE.readError(429, name -> null, body.getBytes(UTF_8));

        assertThat(failure.retryAfter())
                .isEqualTo(millis == null ? null : Duration.ofMillis(millis));
        assertThat(failure.message()).endsWith("(429 RESOURCE_EXHAUSTED)");
    }

    @Test
    void anthropicIsNotGivenWhatAnotherSigned() throws Exception {
        String body =
                TOOL_TURNS
                        .formatted("~gemini:c2ln")
                        .strip()
                        .replace("\"model\":\"m\"", "\"model\":\"x\"");
        AnthropicWire anthropic = new AnthropicWire(Streams.CLOCK);
        Endpoint claude = endpoint(WireDialect.ANTHROPIC, "claude", "https://x", Style.STANDARD);
        CallFacts facts = new CallFacts(Operation.MESSAGES, "x", false, false, 9, 1, 0, 0, 0, 0);

        String sent =
                new String(
                        anthropic.forward(facts, JsonBody.parse(body.getBytes(UTF_8), 64), claude),
                        UTF_8);

        assertThat(sent)
                .doesNotContain("thinking", "~gemini")
                .contains(
                        "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"1\"")
                .contains("\"model\":\"claude\"");
        String own = TOOL_TURNS.formatted("own ~ and ~gemin");
        assertThat(
                        new String(
                                anthropic.forward(
                                        facts, JsonBody.parse(own.getBytes(UTF_8), 64), claude),
                                UTF_8))
                .isEqualTo(own.replace("\"model\":\"m\"", "\"model\":\"claude\""));
    }
}
