package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What operators ask of endpoints while calls run, from outside.
class DirectivesTest {
    private static final String CHAT = "/v1/chat/completions";

    private TestFleet fleet;

    /// Besides the standard fleet: two pools with one place each, an endpoint in each, and routes
    /// to one or both.
    @BeforeEach
    void start() throws Exception {
        fleet =
                TestFleet.start(standard ->
                        standard.replace(
                                        "pools:\n",
                                        "pools:\n  left: { concurrent: 1 }\n  right: { concurrent: 1 }\n")
                                .replace(
                                        "endpoints:\n",
                                        "endpoints:\n"
                                                + "  left: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: left, owner: platform }\n"
                                                + "  right: { provider: openai-b, model: gpt-4o, region: us, zone: us, pool: right, owner: platform }\n")
                                .replace(
                                        "routes:\n",
                                        "routes:\n  left: { endpoints: [left] }\n  both: { endpoints: [left, right] }\n")
                                .replaceFirst("routes: \\[", "routes: [left, both, "));
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    private static String body(String route, boolean stream, int output) {
        return """
        {"model":"%s","max_tokens":1000,"stream":%s,"messages":[{"role":"user","content":"[[output=%d]]"}]}\
        """
                .formatted(route, stream, output);
    }

    private RawCall begun(String route, int output) throws Exception {
        RawCall call = RawCall.send(fleet, CHAT, body(route, true, output));
        call.readUntil("data:");
        return call;
    }

    private void awaitQueued(long calls) throws Exception {
        TestFleet.await(
                calls + " calls wait", () -> fleet.node().view().counters().queued() == calls);
    }

    private RawCall.Answer whole(String route) throws Exception {
        try (RawCall call = RawCall.send(fleet, CHAT, body(route, false, 3))) {
            return call.readAll();
        }
    }

    private String state(String endpoint) throws Exception {
        return fleet.admin("/v1/endpoints/" + endpoint).path("state").asString("");
    }

    private List<String> changes() throws Exception {
        List<String> words = new ArrayList<>();
        for (JsonNode change : fleet.admin("/v1/changes").path("changes")) {
            words.add(change.path("by").asString("") + ": " + change.path("words").asString(""));
        }
        return words;
    }

    @Test
    void aDrainedEndpointEndsWhatItHasAndGetsNothingNew() throws Exception {
        try (RawCall running = begun("left", 400)) {
            JsonNode given =
                    fleet.adminPost("/v1/endpoints/left/drain", "{\"reason\":\"new disks\"}");
            assertThat(given.path("stored").asBoolean(false)).isTrue();
            assertThat(given.at("/endpoint/state").asString("")).isEqualTo("draining");
            assertThat(given.at("/endpoint/reason").asString("")).isEqualTo("new disks");
            assertThat(given.at("/endpoint/by").asString("")).isEqualTo("tester");

            assertThat(whole("left").status()).isEqualTo(503);
            assertThat(whole("both").header("fleetward-endpoint")).isEqualTo("right");
            assertThat(running.readAll().clean()).isTrue();
        }
        TestFleet.await("it is idle", () -> fleet.node().view().counters().openCalls() == 0);
        assertThat(state("left")).isEqualTo("drained");

        fleet.adminPost("/v1/endpoints/left/undrain", "{}");
        assertThat(state("left")).isEqualTo("serving");
        assertThat(whole("left").status()).isEqualTo(200);
        assertThat(changes().subList(0, 2))
                .containsExactly(
                        "tester: endpoint left serves again; it was drained by tester",
                        "tester: endpoint left drained: new disks");
        AtRest.holdsNothing(fleet);
    }

    @Test
    void callsThatWaitForACordonedEndpointAreRefusedAtOnceWhereThereIsNoOther() throws Exception {
        try (RawCall running = begun("left", 400);
                RawCall waiting = RawCall.send(fleet, CHAT, body("left", false, 3))) {
            awaitQueued(1);
            fleet.adminPost("/v1/endpoints/left/cordon", "{}");
            RawCall.Answer refused = waiting.readAll();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("taken out of service");
            assertThat(state("left")).isEqualTo("cordoned");
            assertThat(running.readAll().clean()).isTrue();
        }
        AtRest.holdsNothing(fleet);
    }

    @Test
    void callsThatWaitForACordonedEndpointGoToAnotherOfTheirRoute() throws Exception {
        try (RawCall left = begun("both", 900);
                RawCall right = begun("both", 100);
                RawCall waiting = RawCall.send(fleet, CHAT, body("both", false, 3))) {
            awaitQueued(1);
            fleet.adminPost("/v1/endpoints/left/cordon", "{}");
            RawCall.Answer served = waiting.readAll();
            assertThat(served.status()).isEqualTo(200);
            assertThat(served.header("fleetward-endpoint")).isEqualTo("right");
            assertThat(right.readAll().clean()).isTrue();
            assertThat(left.readAll().clean()).isTrue();
        }
        AtRest.holdsNothing(fleet);
    }

    @Test
    void drainingUnderLoadFailsNoCall() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<String> failed = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Thread.ofVirtual().start(() -> callUntil(enough, failed)));
        }
        for (int i = 0; i < 5; i++) {
            fleet.adminPost("/v1/endpoints/openai-a/drain", "{}");
            TestFleet.await("openai-a is idle", () -> open("openai-a") == 0);
            fleet.adminPost("/v1/endpoints/openai-a/undrain", "{}");
            TestFleet.await("openai-a is used", () -> open("openai-a") > 0);
        }
        enough.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failed).isEmpty();
    }

    private long open(String endpoint) {
        return fleet.node().view().endpoints().stream()
                .filter(each -> each.endpoint().equals(endpoint))
                .mapToLong(each -> each.open())
                .sum();
    }

    private void callUntil(AtomicBoolean enough, List<String> failed) {
        try {
            while (!enough.get()) {
                var answer = fleet.send(fleet.post(CHAT, body("openai", true, 3)).build());
                if (answer.statusCode() != 200 || !answer.body().contains("[DONE]")) {
                    synchronized (failed) {
                        failed.add(answer.statusCode() + " " + answer.body());
                    }
                }
            }
        } catch (Exception e) {
            synchronized (failed) {
                failed.add(e.toString());
            }
        }
    }

    @Test
    void directivesOutliveReloadsAndRestarts() throws Exception {
        fleet.adminPost("/v1/endpoints/openai-a/drain", "{\"reason\":\"retired\"}");
        Path file = fleet.folder().resolve("fleetward.yaml");
        String before = Files.readString(file);

        // An endpoint that is gone and comes back stays drained.
        Files.writeString(file, before.replace("openai-a", "openai-c"));
        assertThat(fleet.adminPost("/v1/config/reload", "{}").path("state").asString(""))
                .isEqualTo("current");
        assertThat(fleet.admin("/v1/endpoints").path("unknown").toString())
                .contains("openai-a", "drained", "tester", "retired");
        Files.writeString(file, before);
        fleet.adminPost("/v1/config/reload", "{}");
        assertThat(state("openai-a")).isEqualTo("drained");

        fleet.restart();
        assertThat(state("openai-a")).isEqualTo("drained");
        assertThat(whole("openai-a").status()).isEqualTo(503);
        assertThat(whole("openai").header("fleetward-endpoint")).isEqualTo("openai-b");
        assertThat(changes().getFirst())
                .isEqualTo(
                        "start: configuration version 1 is served since this start; nothing differs");
        assertThat(String.join("\n", changes()))
                .contains("endpoints.openai-a removed", "endpoints.openai-c added")
                .contains("tester: endpoint openai-a drained: retired")
                .doesNotContain(TestFleet.SECRET);
    }

    @Test
    void aDirectiveThatCannotBeStoredIsInForceAndStoredLater() throws Exception {
        Path store = fleet.folder().resolve("data/control.db");
        fleet.restart(() -> {
            Files.delete(store);
            Files.createDirectory(store);
        });
        assertThat(fleet.admin("/v1/status").at("/store/trouble").asString("")).isNotEmpty();
        JsonNode given = fleet.adminPost("/v1/endpoints/openai-a/drain", "{}");
        assertThat(given.path("stored").asBoolean(true)).isFalse();
        assertThat(given.path("trouble").asString("")).isNotEmpty();
        assertThat(whole("openai").header("fleetward-endpoint")).isEqualTo("openai-b");

        Files.delete(store);
        TestFleet.await("it is stored", () -> stored("openai-a"));
        fleet.restart();
        assertThat(state("openai-a")).isEqualTo("drained");
        assertThat(String.join("\n", changes())).contains("endpoint openai-a drained");
    }

    /// Whether the directive is in the file, as another program sees it.
    private boolean stored(String endpoint) {
        String url = "jdbc:sqlite:" + fleet.folder().resolve("data/control.db");
        try (var connection = java.sql.DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT (SELECT count(*) FROM directive WHERE endpoint = '"
                                        + endpoint
                                        + "') * (SELECT count(*) FROM change WHERE kind ="
                                        + " 'directive')")) {
            return rows.next() && rows.getLong(1) > 0;
        } catch (java.sql.SQLException notYet) {
            return false;
        }
    }

    @Test
    void whatDoesNotExistIsNamed() throws Exception {
        JsonNode answer = fleet.adminPost("/v1/endpoints/openai-x/drain", "{}");
        assertThat(answer.at("/error/message").asString("")).contains("openai-x", "openai-a");
        assertThat(fleet.admin("/v1/endpoints/openai-x").has("error")).isTrue();
    }
}
