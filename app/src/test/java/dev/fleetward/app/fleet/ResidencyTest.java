package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.region.StrayBook;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// An endpoint that says at the end of its streams, when nothing can be held back any more, that it
/// answers from outside the zone of its calls; over real sockets.
class ResidencyTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final SteppedClock clock = new SteppedClock();
    private ScriptedProvider late;
    private TestFleet fleet;

    @BeforeEach
    void start() throws Exception {
        clock.start();
        late = ScriptedProvider.start();
        fleet =
                TestFleet.start(
                        yaml ->
                                yaml.replaceFirst(
                                                "(anthropic-b: \\{ dialect: anthropic, url: \")[^\"]*",
                                                "$1" + late.url())
                                        .replace(
                                                "routes: [openai-a",
                                                "routes: [bound, bound-or-a, openai-a")
                                        .replace(
                                                "routes:\n",
                                                "routes:\n  bound: { endpoints: [anthropic-b], zones: [us] }\n"
                                                        + "  bound-or-a: { endpoints: [anthropic-b, anthropic-a], zones: [us] }\n"),
                        clock);
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
        late.close();
    }

    /// A stream that names its region with its last count.
    private void answersFrom(String region) {
        late.answers(
                ScriptedProvider.Script.stream(
                        Duration.ZERO,
                        event(
                                "message_start",
                                "\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5-20250929\",\"content\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}"),
                        event(
                                "content_block_start",
                                "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
                        event(
                                "content_block_delta",
                                "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"ahoy\"}"),
                        event("content_block_stop", "\"index\":0"),
                        event(
                                "message_delta",
                                "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2,\"inference_geo\":\""
                                        + region
                                        + "\"}"),
                        event("message_stop", "")));
    }

    private static String event(String name, String members) {
        return "event: %s\ndata: {\"type\":\"%s\"%s}\n\n"
                .formatted(name, name, members.isEmpty() ? "" : "," + members);
    }

    private HttpResponse<String> call(String route) throws Exception {
        return fleet.send(
                fleet.post(
                                "/v1/messages",
                                "{\"model\":\""
                                        + route
                                        + "\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"[[output=2]]\"}]}")
                        .build());
    }

    private static String endpoint(HttpResponse<String> answer) {
        return answer.headers().firstValue("fleetward-endpoint").orElse("");
    }

    private JsonNode await(String path, Predicate<JsonNode> as) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        JsonNode answer = fleet.admin(path);
        while (!as.test(answer)) {
            assertThat(System.nanoTime()).as("%s", answer).isLessThan(end);
            Thread.sleep(20);
            answer = fleet.admin(path);
        }
        return answer;
    }

    private JsonNode awaitStrays(int count) throws Exception {
        return await("/v1/regions", it -> it.path("strays").size() == count).path("strays");
    }

    private void stray() throws Exception {
        answersFrom("eu");
        HttpResponse<String> first = call("bound");
        assertThat(first.statusCode()).as("it could not be held back").isEqualTo(200);
        assertThat(first.body()).contains("ahoy").contains("message_stop");
        awaitStrays(1);
    }

    @Test
    void theFirstSuchAnswerTakesItOutForItsZoneUntilItAnswersFromInsideForAWhile()
            throws Exception {
        stray();
        HttpResponse<String> refused = call("bound");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("lately answered anthropic-b from eu");
        assertThat(endpoint(call("bound-or-a"))).isEqualTo("anthropic-a");
        assertThat(endpoint(call("anthropic-b"))).as("bound to nothing").isEqualTo("anthropic-b");
        assertThat(fleet.admin("/v1/endpoints/anthropic-b").path("held").toString())
                .contains("answered from eu: serves no calls that may not be served there");
        await("/v1/changes", it -> it.toString().contains("serves no more calls"));

        fleet.restart();
        assertThat(call("bound").statusCode()).as("at once after a restart").isEqualTo(503);

        answersFrom("us");
        for (int i = 0; i < StrayBook.CLEAN_ANSWERS; i++) {
            assertThat(endpoint(call("anthropic-b"))).isEqualTo("anthropic-b");
        }
        await(
                "/v1/regions",
                it -> it.at("/strays/0/cleanAnswers").asInt(0) == StrayBook.CLEAN_ANSWERS);
        assertThat(call("bound").statusCode()).as("too soon").isEqualTo(503);
        clock.step(Duration.of(StrayBook.FIRST_PAUSE_MICROS, ChronoUnit.MICROS));
        call("anthropic-b");
        awaitStrays(0);
        assertThat(endpoint(call("bound"))).isEqualTo("anthropic-b");
        await("/v1/changes", it -> it.toString().contains("serves calls of its zone again"));
    }

    @Test
    void whoeverVouchesForItHasItBackAtOnce() throws Exception {
        stray();
        answersFrom("us");
        assertThat(call("bound").statusCode()).isEqualTo(503);
        JsonNode answer =
                fleet.adminPost(
                        "/v1/endpoints/anthropic-b/readmit", "{\"reason\":\"it was a test\"}");
        assertThat(answer.path("readmitted").toString()).isEqualTo("[\"eu\"]");
        assertThat(endpoint(call("bound"))).isEqualTo("anthropic-b");
        await(
                "/v1/changes",
                it -> it.toString().contains("it was a test") && it.toString().contains("tester"));
        fleet.restart();
        assertThat(endpoint(call("bound"))).isEqualTo("anthropic-b");
    }

    @Test
    void anAreaThatReachesOutOfTheZoneCountsUnlessTheZoneIsTakenAtItsWord() throws Exception {
        answersFrom("global");
        call("bound");
        awaitStrays(1);
        assertThat(call("bound").statusCode()).isEqualTo(503);
        assertThat(fleet.admin("/v1/regions").path("findings").toString()).contains("unproven");

        fleet.restart(() ->
                Files.writeString(
                        fleet.folder().resolve("fleetward.yaml"),
                        "residency: declared\n",
                        StandardOpenOption.APPEND));
        for (int i = 0; i < 3; i++) {
            assertThat(endpoint(call("bound"))).isEqualTo("anthropic-b");
            fleet.awaitLedger();
        }
    }
}
