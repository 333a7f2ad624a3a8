package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Provider.Style;
import dev.fleetward.core.snapshot.Secret;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.gateway.wire.JsonBody;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
    private final OpenAiWire openAi = new OpenAiWire(Streams.CLOCK);
    private final AnthropicWire anthropic = new AnthropicWire(Streams.CLOCK);

    @Test
    void changesNothingButTheModel() throws Exception {
        String body = "{ \"messages\" : [],\"model\":\"a\\/b\" , \"x\":1.50, \"stream\":false }\n";

        assertThat(forward(openAi, facts(Operation.CHAT_COMPLETIONS, false, false), body))
                .isEqualTo(body.replace("\"a\\/b\"", "\"gpt-4o\""));
        assertThat(forward(openAi, facts(Operation.RESPONSES, true, true), body))
                .isEqualTo(body.replace("\"a\\/b\"", "\"gpt-4o\""));
        assertThat(forward(anthropic, facts(Operation.MESSAGES, true, true), body))
                .isEqualTo(body.replace("\"a\\/b\"", "\"gpt-4o\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"model":"a","n":1} | {"model":"gpt-4o","n":1,"stream_options":{"include_usage":true}}
                    {"stream_options":null,"model":"a"} | {"stream_options":{"include_usage":true},"model":"gpt-4o"}
                    {"model":"a","stream_options":{ "x": 1 }} | {"model":"gpt-4o","stream_options":{ "x": 1,"include_usage":true }}
                    {"model":"a","stream_options":{"include_usage":false, "x":1}} | {"model":"gpt-4o","stream_options":{"include_usage":true, "x":1}}
                    """)
    void alwaysAsksForUsageInStreams(String body, String expected) throws Exception {
        for (Operation operation :
                new Operation[] {Operation.CHAT_COMPLETIONS, Operation.COMPLETIONS}) {
            assertThat(forward(openAi, facts(operation, true, false), body)).isEqualTo(expected);
        }
    }

    @Test
    void tellsAnEngineTheUrgencyOfTheClassWhateverTheCallerSays() {
        byte[] body = "{\"model\":\"m\",\"priority\":-9}".getBytes(UTF_8);
        assertThat(new String(openAi.withPriority(body, CallClass.BATCH), UTF_8))
                .isEqualTo("{\"model\":\"m\",\"priority\":2}");
        byte[] bare = "{\"model\":\"m\"}".getBytes(UTF_8);
        assertThat(new String(openAi.withPriority(bare, CallClass.INTERACTIVE), UTF_8))
                .isEqualTo("{\"model\":\"m\",\"priority\":0}");
        assertThat(anthropic.withPriority(bare, CallClass.BATCH)).isEqualTo(bare);
    }

    @Test
    void keepsEveryOtherByteOfRandomBodies() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String before = members(random, "a");
            String after = members(random, "b");
            String spaces = " \n\t\r".repeat(random.nextInt(2));
            String body =
                    "{" + before + spaces + "\"model\":%s" + spaces + "," + after + "\"z\":0}";

            assertThat(
                            forward(
                                    openAi,
                                    facts(Operation.EMBEDDINGS, false, false),
                                    body.formatted("\"x\"")))
                    .as("seed %d", seed)
                    .isEqualTo(body.formatted("\"gpt-4o\""));
        }
    }

    private static String members(Random random, String prefix) {
        String[] values = {
            "1.0E+2",
            "\"\\u0041\\\"}\"",
            "[ 1 , {\"model\":\"inner\"} ]",
            "null",
            "{}",
            "\"é€\uD83D\uDE00\"",
            "-0"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append('"').append(prefix).append(i).append("\" : ");
            text.append(values[random.nextInt(values.length)]).append(" ,");
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, STANDARD, CHAT_COMPLETIONS, , /v1/chat/completions",
        "https://api.openai.com/v1/, STANDARD, EMBEDDINGS, , /v1/embeddings",
        "https://openrouter.ai/api/v1, STANDARD, RESPONSES, , /api/v1/responses",
        "http://host:1, STANDARD, COMPLETIONS, , /completions",
        "https://x.openai.azure.com, AZURE, CHAT_COMPLETIONS, 2025-01-01, /openai/deployments/gpt-4o/chat/completions?api-version=2025-01-01",
        "https://x.openai.azure.com/openai, AZURE, EMBEDDINGS, , /openai/deployments/gpt-4o/embeddings?api-version=2024-10-21",
        "https://x.openai.azure.com, AZURE, RESPONSES, preview, /openai/responses?api-version=preview",
        "https://x.openai.azure.com/openai/v1, AZURE, RESPONSES, , /openai/v1/responses",
        "https://x.openai.azure.com/openai/v1, AZURE, RESPONSES, preview, /openai/v1/responses?api-version=preview"
    })
    void findsThePathOfAnOpenAiEndpoint(
            String url, Style style, Operation operation, @Nullable String version, String path) {
        assertThat(openAi.path(operation, endpoint("gpt-4o", url, style, version, null), false))
                .isEqualTo(path);
    }

    @Test
    void encodesADeploymentForItsPath() {
        assertThat(
                        openAi.path(
                                Operation.EMBEDDINGS,
                                endpoint("a b/../c?d", "https://x", Style.AZURE, "1&2", null),
                                false))
                .isEqualTo("/openai/deployments/a%20b%2F..%2Fc%3Fd/embeddings?api-version=1%262");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.anthropic.com, MESSAGES, /v1/messages",
        "https://api.anthropic.com/v1, MESSAGES, /v1/messages",
        "https://api.anthropic.com/, COUNT_TOKENS, /v1/messages/count_tokens",
        "https://x.services.ai.azure.com/anthropic, MESSAGES, /anthropic/v1/messages"
    })
    void findsThePathOfAnAnthropicEndpoint(String url, Operation operation, String path) {
        assertThat(anthropic.path(operation, endpoint("m", url, Style.STANDARD, null, null), true))
                .isEqualTo(path);
    }

    @Test
    void sendsEachProvidersCredentialInItsOwnWay() {
        assertThat(openAi.headers(withKey(Style.STANDARD)))
                .containsExactly(
                        "content-type",
                        "application/json",
                        "accept-encoding",
                        "identity",
                        "authorization",
                        "Bearer sk-1");
        assertThat(openAi.headers(withKey(Style.AZURE)))
                .containsSequence("api-key", "sk-1")
                .doesNotContain("authorization");
        assertThat(anthropic.headers(withKey(Style.STANDARD)))
                .containsSequence("anthropic-version", "2023-06-01", "x-api-key", "sk-1");
        assertThat(openAi.headers(endpoint("m", "http://h", Style.STANDARD, null, null)))
                .doesNotContain("authorization");
    }

    @Test
    void letsTheConfigurationReplaceAHeader() {
        Provider provider =
                new Provider(
                        "p",
                        "p",
                        WireDialect.ANTHROPIC,
                        URI.create("https://x"),
                        Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of("Anthropic-Version", "2030-01-01"),
                        null,
                        "openai");
        Endpoint endpoint =
                new Endpoint(
                        "e", provider, "m", null, null, null, null, Timeouts.DEFAULT, null, false);

        assertThat(anthropic.headers(endpoint))
                .containsSequence("anthropic-version", "2030-01-01")
                .doesNotContain("2023-06-01");
    }

    private static String forward(ProviderWire wire, CallFacts facts, String body)
            throws JsonBody.Malformed {
        Endpoint endpoint = endpoint("gpt-4o", "https://x/v1", Style.STANDARD, null, null);
        byte[] bytes = wire.forward(facts, JsonBody.parse(body.getBytes(UTF_8), 64), endpoint);
        return new String(bytes, UTF_8);
    }

    private static CallFacts facts(Operation operation, boolean stream, boolean usageAsked) {
        return new CallFacts(operation, "a", stream, usageAsked, -1, 1, 0, 0, 0, 0);
    }

    private static Endpoint withKey(Style style) {
        return endpoint("m", "https://x/v1", style, null, new Secret("env:K", "sk-1", new byte[4]));
    }

    private static Endpoint endpoint(
            String model,
            String url,
            Style style,
            @Nullable String version,
            @Nullable Secret credential) {
        Provider provider =
                new Provider(
                        "p",
                        "p",
                        WireDialect.OPENAI,
                        URI.create(url),
                        style,
                        credential,
                        version,
                        false,
                        Map.of(),
                        null,
                        "openai");
        return new Endpoint(
                "e", provider, model, null, null, null, null, Timeouts.DEFAULT, null, false);
    }
}
