package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.FaultBoard;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A model in three regions, of which one comes to count other tokens for the same text, under the
/// same name: live traffic shows it.
class LiveLikenessTest {
    private static final int ROUNDS = 100;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WATCHED =
            "probes: { every: 24h, onlyBelow: 0, behaviour: { borders: 5, samples: 2, budget: 50 USD,"
                    + " endpoints: [openai-a] } }\n";

    /// The host's time, some days ahead.
    private static final class Ahead implements Clock {
        private final AtomicLong aheadMicros = new AtomicLong();

        void aDay() {
            aheadMicros.addAndGet(Duration.ofDays(1).toMillis() * 1_000);
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMicros() {
            return System.currentTimeMillis() * 1_000 + aheadMicros.get();
        }
    }

    private final Ahead clock = new Ahead();
    private TestFleet fleet;
    private int asked;

    @BeforeEach
    void start() throws Exception {
        fleet =
                TestFleet.start(
                        yaml ->
                                yaml.replace(
                                                        "owners: { platform:",
                                                        "owners: { us-team: { contact: us@example.com }, platform:")
                                                .replace(
                                                        "openai-a: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: wide, owner: platform",
                                                        "openai-c: { provider: openai-b, model: gpt-4o, region: japaneast, zone: jp, pool: wide, owner: platform }\n  openai-a: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: wide, owner: us-team")
                                                .replace(
                                                        "openai-b, model: gpt-4o, region: us, zone: us",
                                                        "openai-b, model: gpt-4o, region: westeurope, zone: eu")
                                                .replace(
                                                        "routes: [openai-a",
                                                        "routes: [openai-c, openai-a")
                                                .replace(
                                                        "routes:\n",
                                                        "routes:\n  openai-c: { endpoints: [openai-c] }\n")
                                        + WATCHED,
                        Profile.INSTANT,
                        clock);
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    /// The same question to every region.
    private void rounds(int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            asked++;
            for (String route : List.of("openai-a", "openai-b", "openai-c")) {
                HttpResponse<String> answer =
                        fleet.send(
                                fleet.post(
                                                "/v1/chat/completions",
                                                "{\"model\":\""
                                                        + route
                                                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"[[output="
                                                        + (2 + asked * 7 % 11)
                                                        + "]] question "
                                                        + asked
                                                        + "\"}]}")
                                        .build());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
        }
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

    private JsonNode compared(int calls) throws Exception {
        return await("/v1/likeness?comparisons=1000", it -> it.at("/live/calls").asInt(0) == calls);
    }

    private static List<JsonNode> differing(JsonNode likeness) {
        List<JsonNode> differing = new ArrayList<>();
        for (JsonNode line : likeness.at("/live/lines")) {
            if (line.path("state").asString("").equals("differs")) {
                differing.add(line);
            }
        }
        return differing;
    }

    private List<JsonNode> unlike() throws Exception {
        List<JsonNode> unlike = new ArrayList<>();
        for (JsonNode each : fleet.admin("/v1/regions?findings=1000").path("findings")) {
            if (each.path("kind").asString("").equals("unlike")) {
                unlike.add(each);
            }
        }
        return unlike;
    }

    @Test
    void aRegionThatAnswersUnlikeTheOthersIsFoundItsOwnerToldAndWholeAnswersCompared()
            throws Exception {
        rounds(ROUNDS);
        clock.aDay();
        await("/v1/likeness", it -> it.toString().contains("250 of 250 answers of the reference"));
        JsonNode alike = compared(3 * ROUNDS);
        assertThat(alike.at("/live/comparisons").asInt()).isEqualTo(6);
        assertThat(differing(alike)).isEmpty();
        assertThat(unlike()).isEmpty();
        assertThat(fleet.admin("/v1/incidents").path("incidents")).isEmpty();

        fleet.provider("openai-a").faults().set(List.of(FaultBoard.Rule.parse("wrong-usage=40")));
        rounds(ROUNDS);
        JsonNode differing = compared(6 * ROUNDS);
        assertThat(differing(differing))
                .isNotEmpty()
                .allMatch(line ->
                        (line.path("first") + "" + line.path("second")).contains("openai-a"))
                .allMatch(line -> line.at("/firstSample/calls").asInt() >= 20)
                .allMatch(line ->
                        line.path("logE").asDouble() >= line.path("alarmAtLogE").asDouble());
        await("/v1/regions", it -> it.toString().contains("answers unlike"));
        assertThat(unlike())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.path("endpoint").asString("")).isEqualTo("openai-a");
                    assertThat(finding.path("words").asString(""))
                            .startsWith("openai-a in us answers unlike openai-")
                            .contains("alarm at");
                });
        JsonNode incidents =
                await("/v1/incidents", it -> !it.path("incidents").isEmpty()).path("incidents");
        assertThat(incidents).hasSize(1);
        String id = incidents.path(0).path("id").asString("");
        assertThat(fleet.admin("/v1/incidents/one?id=" + id).toString())
                .contains("us-team")
                .contains("unlike");
        JsonNode test =
                await("/v1/likeness", it -> it.at("/tests/0/state").asString("").equals("done"))
                        .at("/tests/0");
        assertThat(test.path("endpoint").asString("")).isEqualTo("openai-a");
        assertThat(test.path("why").asString("")).contains("answers unlike");
        assertThat(test.at("/finding/words").asString("")).contains("tested for: openai-a in us");

        fleet.restart();
        rounds(1);
        JsonNode after = compared(3);
        assertThat(differing(after))
                .as("what was shown before goes on")
                .hasSameSizeAs(differing(differing));
        assertThat(unlike()).hasSize(1);
        assertThat(await("/v1/incidents", it -> !it.path("incidents").isEmpty()).path("incidents"))
                .hasSize(1);
    }
}
