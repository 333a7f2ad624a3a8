package dev.fleetward.testbed.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.limit.Limits;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

final class SimulatedProviderTest {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static SimulatedProvider start(Settings settings) throws Exception {
        return SimulatedProvider.start(VERTX, settings)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static Settings instant() {
        return Settings.standard().withProfile(Profile.INSTANT);
    }

    @Test
    void bothDialectsSayTheSameWordsForTheSamePrompt() throws Exception {
        SimulatedProvider provider = start(instant());
        String prompt = "tell me something [[output=12]]";
        JsonNode openAi =
                Call.JSON.readTree(
                        new Call(provider, WireDialect.OPENAI, false).ask("m", prompt).body());
        JsonNode anthropic =
                Call.JSON.readTree(
                        new Call(provider, WireDialect.ANTHROPIC, false).ask("m", prompt).body());
        assertThat(openAi.at("/choices/0/message/content").asString())
                .isEqualTo(anthropic.at("/content/0/text").asString());
        assertThat(openAi.at("/usage/prompt_tokens").asInt()).isEqualTo(4);
        assertThat(anthropic.at("/usage/input_tokens").asInt()).isEqualTo(4);
    }

    @Test
    void theSameSeedAnswersTheSameAndAnotherDoesNot() throws Exception {
        String prompt = "anything";
        String first = answer(start(instant().withSeed(5)), prompt);
        String again = answer(start(instant().withSeed(5)), prompt);
        String other = answer(start(instant().withSeed(6)), prompt);
        assertThat(first).isEqualTo(again).isNotEqualTo(other).isNotBlank();
    }

    private static String answer(SimulatedProvider provider, String prompt) throws Exception {
        String body = new Call(provider, WireDialect.OPENAI, false).ask("m", prompt).body();
        return Call.JSON.readTree(body).at("/choices/0/message/content").asString();
    }

    @Test
    void maxTokensCutsAndSaysSo() throws Exception {
        SimulatedProvider provider = start(instant());
        JsonNode answer =
                Call.JSON.readTree(
                        new Call(provider, WireDialect.OPENAI, false)
                                .ask("m", "a [[output=501]]")
                                .body());
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(500);
        assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
    }

    @Test
    void anEmptyPromptIsFine() throws Exception {
        SimulatedProvider provider = start(instant());
        for (WireDialect dialect : WireDialect.values()) {
            assertThat(new Call(provider, dialect, true).receive("m", "").whole()).isTrue();
        }
        assertThat(provider.billing().total().allInput()).isZero();
        assertThat(provider.billing().total().output())
                .isEqualTo(500L * WireDialect.values().length);
    }

    @Test
    void eachTokenIsAnEventOfItsOwn() throws Exception {
        SimulatedProvider provider = start(Settings.standard());
        var got = new Call(provider, WireDialect.OPENAI, true).receive("m", "[[output=10]]");
        // Role, ten words, finish reason, usage, [DONE].
        assertThat(got.data()).hasSize(14);
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void billsWhatWasGeneratedWhenTheClientLeaves(WireDialect dialect) throws Exception {
        SimulatedProvider provider = start(Settings.standard());
        HttpRequest request =
                new Call(provider, dialect, true).request("m", "a b c [[output=499]]");
        HttpClient leaving = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<InputStream> answer =
                leaving.send(request, HttpResponse.BodyHandlers.ofInputStream());
        answer.body().readNBytes(2_000);
        leaving.shutdownNow();
        answer.body().close();
        awaitNothingOpen(provider);
        Billing.Totals bill = provider.billing().total();
        assertThat(bill.hungUp()).isEqualTo(1);
        assertThat(bill.input()).isEqualTo(4);
        assertThat(bill.output()).isBetween(3L, 450L);
    }

    /// Bounded polling of a counter; the provider learns of a closed socket in its own time.
    private static void awaitNothingOpen(SimulatedProvider provider) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (provider.billing().open() > 0 && System.nanoTime() < deadline) {
            Call.get(provider, "/sim/billing");
        }
        assertThat(provider.billing().open()).isZero();
    }

    @Test
    void theBillIsExactUnderConcurrency() throws Exception {
        SimulatedProvider provider = start(Settings.standard());
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        long output = 0;
        for (int i = 1; i <= 150; i++) {
            Call call =
                    new Call(
                            provider,
                            i % 2 == 0 ? WireDialect.OPENAI : WireDialect.ANTHROPIC,
                            i % 3 == 0);
            output += i % 40;
            answers.add(
                    Call.CLIENT.sendAsync(
                            call.request("m" + i % 4, "one two [[output=" + i % 40 + "]]"),
                            HttpResponse.BodyHandlers.ofString()));
        }
        for (var answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        Billing.Statement bill = provider.billing().statement();
        assertThat(bill.total().requests()).isEqualTo(150);
        assertThat(bill.total().input()).isEqualTo(450);
        assertThat(bill.total().output()).isEqualTo(output);
        assertThat(bill.models()).hasSize(4);
        JsonNode told = Call.get(provider, "/sim/billing");
        assertThat(told.at("/total/output").asLong()).isEqualTo(output);
        assertThat(Call.get(provider, "/sim/calls").path("calls")).hasSize(150);
    }

    @Test
    void limitsRefuseWithTheirHeaders() throws Exception {
        Settings limited =
                instant().withLimits(Limits.NONE.withRequests(2).withInputAndOutput(10_000, 2_000));
        SimulatedProvider openAi = start(limited);
        Call call = new Call(openAi, WireDialect.OPENAI, false);
        HttpResponse<String> first = call.ask("m", "a [[output=1]]");
        assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).contains("2");
        assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).contains("1");
        assertThat(first.headers().firstValue("x-ratelimit-reset-requests")).isPresent();
        // What max_tokens asks for is charged, not what was generated.
        assertThat(first.headers().firstValue("x-ratelimit-remaining-tokens"))
                .hasValueSatisfying(
                        left -> assertThat(Integer.parseInt(left)).isBetween(1_500, 1_600));
        call.ask("m", "a");
        HttpResponse<String> refused = call.ask("m", "a");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        Call messages = new Call(start(limited), WireDialect.ANTHROPIC, false);
        HttpResponse<String> message = messages.ask("m", "a [[output=1]]");
        assertThat(message.headers().firstValue("anthropic-ratelimit-requests-remaining"))
                .contains("1");
        assertThat(message.headers().firstValue("anthropic-ratelimit-input-tokens-reset"))
                .hasValueSatisfying(reset -> assertThat(reset).endsWith("Z"));
    }

    @Test
    void aFullEngineIsOverloadedInTheDialectsWay() throws Exception {
        Profile one = new Profile("one", 20e6, 0, 0, 20e6, 0, 0, 10, 1, 10_000, 10);
        Settings settings =
                Settings.standard().withProfile(one).withLimits(Limits.NONE.withCalls(0, 1));
        SimulatedProvider provider = start(settings);
        Call call = new Call(provider, WireDialect.ANTHROPIC, false);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(
                    Call.CLIENT.sendAsync(
                            call.request("m", "[[output=20]]"),
                            HttpResponse.BodyHandlers.ofString()));
        }
        int overloaded = 0;
        for (var answer : answers) {
            overloaded += answer.get(20, TimeUnit.SECONDS).statusCode() == 529 ? 1 : 0;
        }
        assertThat(overloaded).isEqualTo(6);
    }

    @Test
    void onlyItsOwnKeyOpens() throws Exception {
        SimulatedProvider provider = start(instant().withKey("sk-right"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(provider.url() + "/v1/models"));
        assertThat(status(request.copy().header("authorization", "Bearer sk-right")))
                .isEqualTo(200);
        assertThat(status(request.copy().header("x-api-key", "sk-right"))).isEqualTo(200);
        assertThat(status(request.copy().header("api-key", "sk-right"))).isEqualTo(200);
        assertThat(status(request.copy().header("x-api-key", "sk-wrong"))).isEqualTo(401);
        assertThat(status(request.copy())).isEqualTo(401);
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return Call.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void speaksAzurePathsAndTellsItsRegion() throws Exception {
        SimulatedProvider provider = start(instant().withRegion("swedencentral"));
        HttpResponse<String> answer =
                Call.CLIENT.send(
                        Call.post(
                                provider,
                                "/openai/deployments/gpt/chat/completions?api-version=2026-01-01",
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-ms-region")).contains("swedencentral");
        assertThat(Call.JSON.readTree(answer.body()).path("model").asString()).isEqualTo("gpt");
    }

    @Test
    void speaksHttp2InTheClear() throws Exception {
        SimulatedProvider provider = start(Settings.standard());
        try (HttpClient h2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpResponse<String> answer =
                    h2.send(
                            HttpRequest.newBuilder(URI.create(provider.url() + "/v1/models"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            HttpResponse<String> streamed =
                    h2.send(
                            new Call(provider, WireDialect.OPENAI, true)
                                    .request("m", "[[output=5]]"),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(streamed.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void markedPrefixesAreWrittenThenRead() throws Exception {
        SimulatedProvider provider = start(instant());
        String body =
                "{\"model\":\"m\",\"max_tokens\":5,\"system\":[{\"type\":\"text\",\"text\":\"a b c d\",\"cache_control\":{\"type\":\"ephemeral\"}}],\"messages\":[{\"role\":\"user\",\"content\":\"e f\"}]}";
        JsonNode first = usage(provider, body);
        JsonNode second = usage(provider, body);
        assertThat(first.path("cache_creation_input_tokens").asInt()).isEqualTo(4);
        assertThat(first.path("input_tokens").asInt()).isEqualTo(2);
        assertThat(second.path("cache_read_input_tokens").asInt()).isEqualTo(4);
        assertThat(second.path("cache_creation_input_tokens").asInt()).isZero();
        assertThat(provider.billing().total())
                .extracting(Billing.Totals::cached, Billing.Totals::cacheWrite)
                .containsExactly(4L, 4L);
    }

    private static JsonNode usage(SimulatedProvider provider, String body) throws Exception {
        return Call.JSON
                .readTree(
                        Call.CLIENT
                                .send(
                                        Call.post(provider, "/v1/messages", body),
                                        HttpResponse.BodyHandlers.ofString())
                                .body())
                .path("usage");
    }

    @Test
    void nonsenseIsAnsweredInTheDialect() throws Exception {
        SimulatedProvider provider = start(instant());
        for (String body : List.of("", "{", "[]", "{\"model\":\"m\"}", "{\"messages\":[]}")) {
            HttpResponse<String> openAi =
                    Call.CLIENT.send(
                            Call.post(provider, "/v1/chat/completions", body),
                            HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> anthropic =
                    Call.CLIENT.send(
                            Call.post(provider, "/v1/messages", body),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(openAi.statusCode()).isEqualTo(400);
            assertThat(openAi.body()).startsWith("{\"error\"");
            assertThat(anthropic.statusCode()).isEqualTo(400);
            assertThat(anthropic.body()).startsWith("{\"type\":\"error\"");
        }
    }
}
