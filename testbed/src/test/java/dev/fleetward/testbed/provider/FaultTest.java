package dev.fleetward.testbed.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.engine.Profile;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Each fault does what its line in the list says.
final class FaultTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String PROMPT = "say [[output=10]]";
    private static SimulatedProvider provider;

    @BeforeAll
    static void start() throws Exception {
        provider =
                SimulatedProvider.start(VERTX, Settings.standard().withProfile(Profile.INSTANT))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        provider.faults().clear();
        assertThat(provider.billing().open()).isZero();
    }

    private static Call streamed(WireDialect dialect) {
        return new Call(provider, dialect, true);
    }

    private static Call whole(WireDialect dialect) {
        return new Call(provider, dialect, false);
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void cutResetsAfterSoManyEvents(WireDialect dialect) throws Exception {
        var got = streamed(dialect).receive("sim-large+cut@4", PROMPT);
        assertThat(got.whole()).isFalse();
        assertThat(got.data()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void cutFinClosesInTheMiddleOfTheMessage(WireDialect dialect) throws Exception {
        var got = streamed(dialect).receive("sim-large+cut-fin@4", PROMPT);
        assertThat(got.whole()).isFalse();
        assertThat(got.data()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void endClosesAsIfItWereWhole(WireDialect dialect) throws Exception {
        var got = streamed(dialect).receive("sim-large+end@4", PROMPT);
        assertThat(got.whole()).isTrue();
        assertThat(got.data()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void cutTruncatesAnAnswerInOnePiece(WireDialect dialect) {
        assertThatThrownBy(() -> whole(dialect).ask("sim-large+cut", PROMPT))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void noTerminalOmitsOnlyTheLastEvent(WireDialect dialect) throws Exception {
        var sound = streamed(dialect).receive("sim-large", PROMPT);
        var got = streamed(dialect).receive("sim-large+no-terminal", PROMPT);
        assertThat(got.whole()).isTrue();
        assertThat(got.data()).hasSize(sound.data().size() - 1);
        assertThat(sound.last()).containsAnyOf("[DONE]", "message_stop", "finishReason");
        assertThat(got.last()).doesNotContain("[DONE]", "message_stop", "finishReason");
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void malformedBreaksOneEvent(WireDialect dialect) throws Exception {
        var got = streamed(dialect).receive("sim-large+malformed@3", PROMPT);
        assertThatThrownBy(() -> Call.JSON.readTree(got.data().get(3)))
                .isInstanceOf(JacksonException.class);
        assertThat(Call.JSON.readTree(got.data().get(4)).isObject()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void errorEventStandsInsideTheStream(WireDialect dialect) throws Exception {
        var got = streamed(dialect).receive("sim-large+error-event@3", PROMPT);
        assertThat(got.whole()).isTrue();
        assertThat(got.data()).hasSize(4);
        assertThat(Call.JSON.readTree(got.last()).path("error").isObject()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void duplicateStartRepeatsTheFirstEvent(WireDialect dialect) throws Exception {
        var got = streamed(dialect).receive("sim-large+duplicate-start", PROMPT);
        assertThat(got.data().get(1)).isEqualTo(got.data().get(0));
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void dripIsWholeInTheEnd(WireDialect dialect) throws Exception {
        var sound = streamed(dialect).receive("sim-large", PROMPT);
        var got = streamed(dialect).receive("sim-large+drip", PROMPT);
        assertThat(got.whole()).isTrue();
        assertThat(got.data()).hasSize(sound.data().size());
        assertThat(whole(dialect).ask("sim-large+drip", PROMPT).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void emptyIsAValidAnswerWithoutContent(WireDialect dialect) throws Exception {
        JsonNode answer = Call.JSON.readTree(whole(dialect).ask("m+empty", PROMPT).body());
        JsonNode usage = answer.path("usage");
        assertThat(usage.path("completion_tokens").asInt(0) + usage.path("output_tokens").asInt(0))
                .isZero();
        assertThat(streamed(dialect).receive("m+empty", PROMPT).whole()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void truncatedJsonIsDeclaredAsWhole(WireDialect dialect) throws Exception {
        HttpResponse<String> answer = whole(dialect).ask("m+truncated-json", PROMPT);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> Call.JSON.readTree(answer.body()))
                .isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void refuseGivesNoAnswerAtAll(WireDialect dialect) {
        assertThatThrownBy(() -> whole(dialect).ask("m+refuse", PROMPT))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void wrongContentTypeIsAPage(WireDialect dialect) throws Exception {
        HttpResponse<String> answer = whole(dialect).ask("m+wrong-content-type", PROMPT);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/html");
    }

    @ParameterizedTest
    @EnumSource(WireDialect.class)
    void stallKeepsTheConnectionAndSaysNothing(WireDialect dialect) {
        HttpRequest impatient =
                HttpRequest.newBuilder(whole(dialect).request("m+stall", PROMPT), (n, v) -> true)
                        .timeout(Duration.ofMillis(300))
                        .build();
        assertThatThrownBy(() -> Call.CLIENT.send(impatient, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void slowFirstTokenWaits() throws Exception {
        long before = System.nanoTime();
        whole(WireDialect.OPENAI).ask("m+slow-first-token=300ms", PROMPT);
        assertThat(System.nanoTime() - before).isGreaterThan(290_000_000L);
    }

    @Test
    void statusesComeInTheDialectWithTheirRetryAfter() throws Exception {
        Call openAi = whole(WireDialect.OPENAI);
        Call anthropic = whole(WireDialect.ANTHROPIC);
        assertThat(openAi.ask("m+429", PROMPT).headers().firstValue("retry-after")).isEmpty();
        assertThat(openAi.ask("m+429=2s", PROMPT).headers().firstValue("retry-after"))
                .contains("2");
        assertThat(openAi.ask("m+429-ms=70ms", PROMPT).headers().firstValue("retry-after-ms"))
                .contains("70");
        assertThat(openAi.ask("m+429-date", PROMPT).headers().firstValue("retry-after"))
                .hasValueSatisfying(date -> assertThat(date).endsWith("GMT"));
        assertThat(openAi.ask("m+quota", PROMPT).body()).contains("insufficient_quota");
        assertThat(openAi.ask("m+500", PROMPT).statusCode()).isEqualTo(500);
        assertThat(openAi.ask("m+status=404", PROMPT).statusCode()).isEqualTo(404);
        HttpResponse<String> overloaded = anthropic.ask("m+529", PROMPT);
        assertThat(overloaded.statusCode()).isEqualTo(529);
        assertThat(overloaded.body()).contains("overloaded_error").contains("request_id");
    }

    @Test
    void oversizedHeadersExceedWhatMostClientsTake() throws Exception {
        var headers = whole(WireDialect.OPENAI).ask("m+oversized-headers", PROMPT).headers();
        int bytes = headers.map().values().stream().mapToInt(v -> v.getFirst().length()).sum();
        assertThat(bytes).isGreaterThan(256 << 10);
    }

    @Test
    void brokenToolArgumentsAreNoJson() throws Exception {
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
                        + "\"[[tools=1]] [[fault=broken-tool-arguments]]\"}],\"tools\":[{\"type\":"
                        + "\"function\",\"function\":{\"name\":\"f\",\"parameters\":{}}}]}";
        var answer =
                Call.CLIENT.send(
                        Call.post(provider, "/v1/chat/completions", body),
                        HttpResponse.BodyHandlers.ofString());
        String arguments =
                Call.JSON
                        .readTree(answer.body())
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .asString();
        assertThat(ToolArguments.whole(arguments)).isFalse();
    }

    @Test
    void usageCanBeWrongOrMissing() throws Exception {
        Call call = whole(WireDialect.OPENAI);
        assertThat(call.ask("m+wrong-usage=5", PROMPT).body()).contains("\"completion_tokens\":15");
        assertThat(call.ask("m+no-usage", PROMPT).body()).doesNotContain("prompt_tokens");
    }

    @Test
    void chanceFaultsHitTheirShare() throws Exception {
        provider.faults().set(List.of(FaultBoard.Rule.parse("500=30%")));
        int hit = 0;
        for (int i = 0; i < 200; i++) {
            hit += whole(WireDialect.OPENAI).ask("m", PROMPT).statusCode() == 500 ? 1 : 0;
        }
        assertThat(hit).isBetween(35, 85);
    }

    @Test
    void theControlPathsChangeFaultsWhileItRuns() throws Exception {
        String rule = "{\"faults\":[{\"fault\":\"status=418\",\"model\":\"tea\"}]}";
        Call.CLIENT.send(
                Call.post(provider, "/sim/faults", rule), HttpResponse.BodyHandlers.ofString());
        assertThat(provider.faults().rules())
                .containsExactly(
                        new FaultBoard.Rule(Fault.parse("status=418"), Percent.HUNDRED, "tea"));
        assertThat(whole(WireDialect.OPENAI).ask("tea", PROMPT).statusCode()).isEqualTo(418);
        assertThat(whole(WireDialect.OPENAI).ask("coffee", PROMPT).statusCode()).isEqualTo(200);
    }

    @Test
    void aClosedPortRefusesUntilItIsOpenedAgain() throws Exception {
        provider.down().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThatThrownBy(() -> whole(WireDialect.OPENAI).ask("m", PROMPT))
                .isInstanceOf(ConnectException.class);
        provider.up().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(whole(WireDialect.OPENAI).ask("m", PROMPT).statusCode()).isEqualTo(200);
    }

    @Test
    void everyFaultIsReadFromItsOwnLine() {
        for (Fault.Kind kind : Fault.Kind.values()) {
            assertThat(Fault.parse(kind.label())).isEqualTo(Fault.of(kind));
            assertThat(Fault.parse(Fault.of(kind).toString())).isEqualTo(Fault.of(kind));
            assertThat(Fault.help()).contains(kind.label());
        }
        assertThatThrownBy(() -> Fault.parse("cut@x")).hasMessageContaining("@3");
        assertThatThrownBy(() -> Fault.parse("nonsense")).hasMessageContaining("stall");
    }
}
