package dev.fleetward.gateway.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.gateway.dialect.AnthropicChat;
import dev.fleetward.gateway.dialect.BadRequest;
import dev.fleetward.gateway.dialect.OpenAiChat;
import dev.fleetward.gateway.provider.AnthropicRequestWriter;
import dev.fleetward.gateway.provider.NotExpressible;
import dev.fleetward.gateway.provider.OpenAiRequestWriter;
import dev.fleetward.gateway.provider.ProviderWire;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What one dialect can say and the other cannot, and what neither can.
class NotExpressibleTest {
    private static final String HI = "{\"role\":\"user\",\"content\":\"hi\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "n | '\"n\":2'",
                "logprobs | '\"logprobs\":true'",
                "top_logprobs | '\"top_logprobs\":3'",
                "logit_bias | '\"logit_bias\":{\"1\":2}'",
                "seed | '\"seed\":7'",
                "presence_penalty | '\"presence_penalty\":0.5'",
                "frequency_penalty | '\"frequency_penalty\":-1'",
                "audio | '\"audio\":{\"voice\":\"alloy\"}'",
                "modalities | '\"modalities\":[\"text\",\"audio\"]'",
                "prediction | '\"prediction\":{\"type\":\"content\"}'",
                "web_search_options | '\"web_search_options\":{}'",
                "verbosity | '\"verbosity\":\"low\"'",
                "service_tier | '\"service_tier\":\"flex\"'",
                "temperature | '\"temperature\":1.5'",
                "stop | '\"stop\":\"\\n\"'",
                "response_format | '\"response_format\":{\"type\":\"json_object\"}'",
                "tools.custom | '\"tools\":[{\"type\":\"custom\",\"custom\":{}}]'",
                "tool_choice.allowed_tools | '\"tool_choice\":{\"type\":\"allowed_tools\"}'",
                "functions | '\"functions\":[{\"name\":\"f\"}]'",
                "n_w_line?s | '\"n_w_line\\ns\":1'",
            })
    void anOpenAiRequestIsRefusedOrWhereTheRouteIsLenientTheNameIsListed(String name, String field)
            throws Exception {
        ChatRequest request =
                OpenAiChat.read(
                        Wire.bytes("{\"model\":\"m\",\"messages\":[" + HI + "]," + field + "}"));

        assertThatThrownBy(() -> AnthropicRequestWriter.write(request, Wire.ANTHROPIC, false))
                .isInstanceOf(NotExpressible.class)
                .hasMessageStartingWith(name + ": ");
        ProviderWire.Translated lenient =
                AnthropicRequestWriter.write(request, Wire.ANTHROPIC, true);
        assertThat(lenient.dropped()).containsExactly(name);
        assertThat(AnthropicChat.read(lenient.body()).unshared()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "top_k | '\"top_k\":5'",
                "stop_sequences | '\"stop_sequences\":[\"a\",\"b\",\"c\",\"d\",\"e\"]'",
                "container | '\"container\":\"c\"'",
                "mcp_servers | '\"mcp_servers\":[{\"url\":\"u\"}]'",
                "inference_geo | '\"inference_geo\":\"eu\"'",
                "speed | '\"speed\":\"fast\"'",
                "thinking.between_tools | '\"thinking\":{\"type\":\"between_tools\"}'",
                "tools.web_search_20250305 | '\"tools\":[{\"type\":\"web_search_20250305\"}]'",
            })
    void anAnthropicRequestIsRefusedOrWhereTheRouteIsLenientTheNameIsListed(
            String name, String field) throws Exception {
        ChatRequest request =
                AnthropicChat.read(
                        Wire.bytes(
                                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":["
                                        + HI
                                        + "],"
                                        + field
                                        + "}"));

        assertRefusedByOpenAi(request, name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "content.search_result | '{\"type\":\"search_result\"}'",
                "content.image.file | '{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}'",
                "content.document | '{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"u\"}}'",
                "content.document.citations | '{\"type\":\"document\",\"source\":{\"type\":\"text\",\"data\":\"d\"},\"citations\":{\"enabled\":true}}'",
                "content.document.context | '{\"type\":\"document\",\"source\":{\"type\":\"text\",\"data\":\"d\"},\"context\":\"c\"}'",
                "tool_result.image | '{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"u\"}}]}'",
            })
    void anAnthropicBlockIsRefusedOrWhereTheRouteIsLenientTheNameIsListed(String name, String block)
            throws Exception {
        ChatRequest request =
                AnthropicChat.read(
                        Wire.bytes(
                                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":["
                                        + block
                                        + "]},"
                                        + HI
                                        + "]}"));

        assertRefusedByOpenAi(request, name);
    }

    private static void assertRefusedByOpenAi(ChatRequest request, String name) throws Exception {
        assertThatThrownBy(() -> OpenAiRequestWriter.write(request, Wire.OPENAI, false))
                .isInstanceOf(NotExpressible.class)
                .hasMessageStartingWith(name + ": ");
        ProviderWire.Translated lenient = OpenAiRequestWriter.write(request, Wire.OPENAI, true);
        assertThat(lenient.dropped()).containsExactly(name);
        assertThat(OpenAiChat.read(lenient.body()).unshared()).isEmpty();
    }

    @Test
    void aLenientRouteMovesAToolsImageIntoTheUsersMessageAfterIt() throws Exception {
        ChatRequest request =
                AnthropicChat.read(
                        Wire.bytes(
                                """
                                {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[
                                {"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"seen"},
                                {"type":"image","source":{"type":"url","url":"u"}}]}]}]}\
                                """));

        String body = Wire.text(OpenAiRequestWriter.write(request, Wire.OPENAI, true).body());

        assertThat(body)
                .contains(
                        """
                        {"role":"tool","tool_call_id":"t","content":"seen"},\
                        {"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}}]}\
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "messages[0].tool_calls[0].function.arguments | '{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{secret\"}}]}'",
                "messages[0].tool_calls[0].function.arguments | '{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"[]\"}}]}'",
                "messages[0].tool_calls[0].id | '{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}'",
                "messages[0].role | '{\"role\":\"secret\",\"content\":\"\"}'",
                "messages[0].role | '{\"content\":\"\"}'",
                "messages[0].content | '{\"role\":\"user\"}'",
                "messages[0].content | '{\"role\":\"user\",\"content\":7}'",
                "messages[0].content[0].image_url.url | '{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:secret\"}}]}'",
                "messages[0] | '\"secret\"'",
            })
    void aRequestThatItsCallerHasToMendSaysWhereAndNeverQuotesIt(String path, String message) {
        assertThatThrownBy(() ->
                        OpenAiChat.read(
                                Wire.bytes("{\"model\":\"m\",\"messages\":[" + message + "]}")))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith(path + ": expected")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"messages\":[" + HI + "]}",
                "{\"model\":\"m\",\"max_tokens\":-1,\"messages\":[" + HI + "]}",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[" + HI + "],\"tools\":[{}]}",
                "[]",
                "{"
            })
    void anAnthropicRequestWithoutWhatItRequiresIsRefused(String body) {
        assertThatThrownBy(() -> AnthropicChat.read(Wire.bytes(body)))
                .isInstanceOf(BadRequest.class);
    }

    @Test
    void hintsAreLeftOutInSilence() throws Exception {
        ChatRequest request =
                OpenAiChat.read(
                        Wire.bytes(
                                "{\"model\":\"m\",\"messages\":["
                                        + HI
                                        + "],\"store\":true,\"metadata\":{\"a\":\"b\"},"
                                        + "\"prompt_cache_key\":\"k\",\"seed\":null}"));

        assertThat(AnthropicRequestWriter.write(request, Wire.ANTHROPIC, false).dropped())
                .isEmpty();
    }

    @Test
    void thinkingThatNobodySignedIsNotSentToWhoeverChecksSignatures() throws Exception {
        ChatRequest request =
                OpenAiChat.read(
                        Wire.bytes(
                                "{\"model\":\"m\",\"messages\":["
                                        + HI
                                        + ",{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":\"because\"},"
                                        + HI
                                        + "]}"));

        assertThat(Wire.text(AnthropicRequestWriter.write(request, Wire.ANTHROPIC, false).body()))
                .doesNotContain("because");
    }

    @Test
    void aMissingLimitBecomesTheDeclaredDefault() throws Exception {
        ChatRequest request =
                OpenAiChat.read(Wire.bytes("{\"model\":\"m\",\"messages\":[" + HI + "]}"));
        JsonValue body =
                JsonValue.parse(
                        AnthropicRequestWriter.write(request, Wire.ANTHROPIC, false).body());

        assertThat(body.get("max_tokens").wholeNumber(0))
                .isEqualTo(AnthropicRequestWriter.DEFAULT_MAX_TOKENS);
    }

    @Test
    void theLimitIsSpelledAsTheServerKnowsIt() throws Exception {
        ChatRequest request =
                AnthropicChat.read(
                        Wire.bytes("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[" + HI + "]}"));
        Endpoint compatible = Wire.endpoint(WireDialect.OPENAI, "http://10.0.0.7:8000/v1");
        JsonValue there =
                JsonValue.parse(OpenAiRequestWriter.write(request, Wire.OPENAI, false).body());
        JsonValue here =
                JsonValue.parse(OpenAiRequestWriter.write(request, compatible, false).body());

        assertThat(List.of(there.get("max_completion_tokens").raw(), there.get("max_tokens").raw()))
                .containsExactly("9", "null");
        assertThat(List.of(here.get("max_completion_tokens").raw(), here.get("max_tokens").raw()))
                .containsExactly("null", "9");
    }
}
