package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.drill.NodeProcess;
import dev.fleetward.app.events.Past;
import dev.fleetward.app.host.NewKey;
import dev.fleetward.app.host.SystemClock;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is known of versions, regions and hours of the week, after SIGKILL.
class KilledMemoryTest {
    private static final String OLD = "gpt-4o-2024-08-06";
    private static final String NEW = "gpt-4o-2024-11-20";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long HOUR = 3_600_000_000L;

    @TempDir Path folder;

    private final NewKey key = NewKey.create(new SecureRandom());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();

    private SimulatedProvider west = provider();
    private SimulatedProvider east = provider();

    private SimulatedProvider provider() {
        try {
            return SimulatedProvider.start(vertx, Settings.standard().withProfile(Profile.INSTANT))
                    .await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @BeforeEach
    void serveTheOldVersion() {
        west.versions().set(OLD);
        east.versions().set(OLD);
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        vertx.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void configure(Hook hook) throws Exception {
        Files.writeString(
                folder.resolve("fleetward.yaml"),
                """
                listen: { gateway: "127.0.0.1:0", admin: "127.0.0.1:0" }
                owners: { platform: { contact: platform@example.com } }
                providers:
                  west: { dialect: openai, url: "%s/v1", owner: platform }
                  east: { dialect: openai, url: "%s/v1", owner: platform }
                endpoints:
                  west: { provider: west, model: gpt-4o, region: us, owner: platform }
                  east: { provider: east, model: gpt-4o, region: japaneast, owner: platform }
                  kept: { provider: west, model: gpt-4o-mini, region: us, owner: platform }
                routes:
                  west: { endpoints: [west] }
                  east: { endpoints: [east] }
                  kept: { endpoints: [kept] }
                features: { chat: { owner: platform, class: interactive } }
                keys:
                  - { sha256: "%s", feature: chat }
                notifications:
                %s\
                """
                        .formatted(west.url(), east.url(), key.sha256(), hook.entry("platform")));
    }

    /// Three weeks of an endpoint that is not called any more.
    private static void weeks(Past.Calls calls) {
        Random random = new Random(3);
        long now = new SystemClock().wallMicros();
        for (long at = now - 3 * 168 * HOUR; at < now - 2 * HOUR; at += HOUR / 4) {
            calls.take("chat", "kept", "us", at, 200 * Math.exp(0.2 * random.nextGaussian()), 100);
        }
    }

    private NodeProcess serve() throws Exception {
        NodeProcess node =
                NodeProcess.start(
                        folder.resolve("fleetward.yaml"),
                        folder.resolve("data"),
                        folder.resolve("log.txt"),
                        List.of());
        try {
            node.awaitServing(LIMIT);
        } catch (RuntimeException failed) {
            node.kill();
            throw failed;
        }
        return node;
    }

    private void call(AdminClient admin, String route) throws Exception {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(
                                        URI.create(admin.node().gateway() + "/v1/chat/completions"))
                                .header("authorization", "Bearer " + key.key())
                                .header("content-type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"model\":\""
                                                        + route
                                                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"[[output=2]]\"}]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static JsonNode await(AdminClient admin, String path, Predicate<JsonNode> as)
            throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        JsonNode answer = admin.get(path);
        while (!as.test(answer)) {
            assertThat(System.nanoTime()).as("%s: %s", path, answer).isLessThan(end);
            Thread.sleep(20);
            answer = admin.get(path);
        }
        return answer;
    }

    private static void await(Hook hook, String event) throws Exception {
        TestFleet.await(
                "the owner was told: " + event,
                () -> hook.notices().stream().anyMatch(it -> it.event().equals(event)));
    }

    private static JsonNode regions(AdminClient admin, int calls) throws Exception {
        return await(
                admin,
                "/v1/regions?findings=1000",
                it -> it.path("known").asBoolean(false) && counted(it) == calls);
    }

    private static int counted(JsonNode regions) {
        int calls = 0;
        for (JsonNode cell : regions.path("cells")) {
            for (JsonNode version : cell.path("versions")) {
                calls += version.path("calls").asInt(0);
            }
        }
        return calls;
    }

    /// All that does not depend on when it is asked.
    private static String lines(JsonNode regions) {
        StringBuilder text = new StringBuilder();
        for (JsonNode cell : regions.path("cells")) {
            text.append(cell.path("endpoint")).append(cell.path("region"));
            for (JsonNode version : cell.path("versions")) {
                text.append(version.path("version"))
                        .append(version.path("firstSeen"))
                        .append(version.path("aloneSince"))
                        .append(version.path("calls"));
            }
        }
        return text.toString();
    }

    @Test
    void versionsFindingsMarksAndSeasonsAreWhatTheyWereAndNothingIsToldTwice() throws Exception {
        try (Hook hook = new Hook()) {
            configure(hook);
            Files.createDirectories(folder.resolve("data"));
            Past.write(folder.resolve("data"), new SystemClock(), KilledMemoryTest::weeks);
            JsonNode regions;
            JsonNode week;
            JsonNode incidents;
            NodeProcess first = serve();
            try (AdminClient admin = first.admin()) {
                week = week(admin);
                for (int i = 0; i < 3; i++) {
                    call(admin, "west");
                    call(admin, "east");
                }
                regions(admin, 6);
                west.versions().set(NEW);
                call(admin, "west");
                ObjectNode mark = JsonMapper.shared().createObjectNode();
                admin.post("/v1/deploys", mark.put("name", "chat-42").put("feature", "chat"));
                incidents = await(admin, "/v1/incidents", it -> it.path("incidents").size() == 1);
                await(hook, "opened");
                regions = regions(admin, 7);
                assertThat(regions.path("findings").toString()).contains("differs");
            } finally {
                first.kill();
            }
            NodeProcess second = serve();
            try (AdminClient admin = second.admin()) {
                JsonNode after = regions(admin, 7);
                assertThat(lines(after)).isEqualTo(lines(regions));
                assertThat(after.path("findings")).isEqualTo(regions.path("findings"));
                assertAlike(week(admin), week);
                assertThat(admin.get("/v1/deploys").at("/deploys/0/name").asString(""))
                        .isEqualTo("chat-42");

                call(admin, "west");
                call(admin, "east");
                JsonNode later = regions(admin, 9);
                assertThat(later.path("findings")).isEqualTo(regions.path("findings"));
                JsonNode open = admin.get("/v1/incidents").path("incidents");
                assertThat(open).hasSize(1);
                String id = open.at("/0/id").asString("");
                assertThat(id).isEqualTo(incidents.at("/incidents/0/id").asString("-"));

                // A webhook is told in order: what would be told twice would come before this.
                admin.post(
                        "/v1/incidents/acknowledge",
                        JsonMapper.shared().createObjectNode().put("id", id));
                await(hook, "acknowledged");
                // One whose answer was on its way at the kill may come again, with its key.
                assertThat(
                                hook.notices().stream()
                                        .map(it -> it.event() + it.body().path("key"))
                                        .distinct())
                        .as(hook.notices().toString())
                        .hasSize(2);
            } finally {
                second.kill();
            }
        }
    }

    /// What is usual at the endpoint that nobody calls any more.
    private static JsonNode week(AdminClient admin) throws Exception {
        return await(
                        admin,
                        "/v1/seasons?endpoint=kept",
                        it -> it.at("/state/known").asBoolean(false))
                .at("/seasons/0/measures/0/week");
    }

    private static void assertAlike(JsonNode after, JsonNode before) {
        assertThat(before).hasSize(168);
        assertThat(after).hasSize(168);
        for (JsonNode was : before) {
            JsonNode is = find(after, was.path("hour").asInt(-1));
            double level = was.path("level").asDouble(0);
            assertThat(is.path("level").asDouble(0)).isCloseTo(level, within(0.011 * level));
            assertThat(is.path("calls").asLong(-1))
                    .isCloseTo(was.path("calls").asLong(0), within(1L));
            assertThat(is.path("depth")).isEqualTo(was.path("depth"));
        }
    }

    private static JsonNode find(JsonNode week, int hour) {
        for (JsonNode each : week) {
            if (each.path("hour").asInt(-2) == hour) {
                return each;
            }
        }
        throw new AssertionError("hour " + hour + " is not in " + week);
    }
}
