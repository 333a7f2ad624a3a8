package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.drill.NodeProcess;
import dev.fleetward.app.host.NewKey;
import dev.fleetward.control.registry.Registry;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What operators were told is done, after SIGKILL.
class KilledDirectivesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;

    private NodeProcess start() throws Exception {
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

    /// The starter configuration with its providers at `url`.
    private void configure(String sha256, String url) throws Exception {
        Files.writeString(folder.resolve("secret"), "sk-planted");
        Files.writeString(
                folder.resolve("fleetward.yaml"),
                Registry.starterFile(sha256)
                        .replaceAll("env:[A-Z_]+", "file:secret")
                        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:0")
                        .replaceAll("https://api\\.[a-z]+\\.com", url));
    }

    @Test
    void directivesAndTheLogOfChangesSurviveTheProcess() throws Exception {
        configure("0".repeat(64), "http://127.0.0.1:1");
        NodeProcess first = start();
        String endpoint;
        try (AdminClient admin = first.admin()) {
            endpoint = admin.get("/v1/endpoints").at("/endpoints/0/name").asString("");
            var body = new JsonMapper().createObjectNode().put("reason", "before the end");
            assertThat(
                            admin.post("/v1/endpoints/" + endpoint + "/drain", body)
                                    .path("stored")
                                    .asBoolean(false))
                    .isTrue();
        } finally {
            first.kill();
        }
        NodeProcess second = start();
        try (AdminClient admin = second.admin()) {
            assertThat(admin.get("/v1/endpoints/" + endpoint).path("state").asString(""))
                    .isEqualTo("drained");
            assertThat(admin.get("/v1/changes").toString())
                    .contains("endpoint " + endpoint + " drained: before the end")
                    .contains("version 1 is served since this start; nothing differs");
        } finally {
            second.kill();
        }
    }

    @Test
    void aBreakerThatWaitsForSomebodyToActGoesOnWaiting() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        NewKey key = NewKey.create(new SecureRandom());
        try (StandInProvider provider =
                StandInProvider.start(
                        new HttpServerOptions(),
                        request -> {
                            asked.incrementAndGet();
                            request.response().setStatusCode(401).end("{}");
                        })) {
            configure(key.sha256(), provider.url());
            NodeProcess first = start();
            try (AdminClient admin = first.admin()) {
                assertThat(call(admin, key)).isNotEqualTo(200);
                TestFleet.await(
                        "it is in the log",
                        () -> admin.get("/v1/changes").toString().contains("→ held"));
            } finally {
                first.kill();
            }
            int before = asked.get();
            NodeProcess second = start();
            try (AdminClient admin = second.admin()) {
                assertThat(call(admin, key)).isEqualTo(503);
                assertThat(asked.get()).isEqualTo(before);
                assertThat(admin.get("/v1/endpoints").toString()).contains("\"state\":\"held\"");
            } finally {
                second.kill();
            }
        }
    }

    /// A provider whose status is set, with a word that the probes know.
    private static StandInProvider provider(AtomicInteger status, AtomicInteger asked)
            throws Exception {
        return StandInProvider.start(
                new HttpServerOptions(),
                request -> {
                    asked.incrementAndGet();
                    request.response()
                            .setStatusCode(status.get())
                            .putHeader("content-type", "application/json")
                            .end(
                                    """
                                    {"id":"c","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"harbour"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}\
                                    """);
                });
    }

    /// The route `chat` leads to one endpoint alone.
    private void configureAlone(NewKey key, StandInProvider provider, String more)
            throws Exception {
        configure(key.sha256(), provider.url());
        Path file = folder.resolve("fleetward.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                                .replace(
                                        "endpoints: [openai-us, claude-us]",
                                        "endpoints: [openai-us]")
                        + "\n"
                        + more
                        + "\n");
    }

    private static JsonNode endpoint(AdminClient admin) {
        return admin.get("/v1/endpoints/openai-us");
    }

    private static boolean isIn(AdminClient admin, String state) {
        return endpoint(admin).path("state").asString("").equals(state);
    }

    private static void awaitInTheLog(AdminClient admin, String words) throws Exception {
        TestFleet.await(
                "it is in the log", () -> admin.get("/v1/changes").toString().contains(words));
    }

    @Test
    void anEndpointThatIsDownIsLeftAloneForTheRestOfItsPause() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        NewKey key = NewKey.create(new SecureRandom());
        try (StandInProvider provider = provider(new AtomicInteger(500), asked)) {
            configureAlone(key, provider, "health: { firstPause: 10m, longestPause: 10m }");
            NodeProcess first = start();
            try (AdminClient admin = first.admin()) {
                for (int i = 0; i < 10 && !isIn(admin, "open"); i++) {
                    assertThat(call(admin, key)).isGreaterThanOrEqualTo(500);
                }
                awaitInTheLog(admin, "→ open");
            } finally {
                first.kill();
            }
            int before = asked.get();
            NodeProcess second = start();
            try (AdminClient admin = second.admin()) {
                JsonNode endpoint = endpoint(admin);
                assertThat(endpoint.path("state").asString("")).isEqualTo("open");
                assertThat(endpoint.toString()).contains("failures in a row");
                assertThat(call(admin, key)).isEqualTo(503);
                assertThat(asked.get()).isEqualTo(before);
            } finally {
                second.kill();
            }
        }
    }

    @Test
    void anEndpointThatComesBackDoesNotGetAllItsCallsAtOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger status = new AtomicInteger(500);
        NewKey key = NewKey.create(new SecureRandom());
        try (StandInProvider provider = provider(status, asked)) {
            configureAlone(key, provider, "health: { firstPause: 100ms, longestPause: 100ms }");
            NodeProcess first = start();
            try (AdminClient admin = first.admin()) {
                while (asked.get() < 5) {
                    call(admin, key);
                }
                status.set(200);
                TestFleet.await(
                        "it comes back",
                        () -> {
                            if (isIn(admin, "ramp_up")) {
                                return true;
                            }
                            call(admin, key);
                            return false;
                        });
                awaitInTheLog(admin, "→ ramp_up");
            } finally {
                first.kill();
            }
            NodeProcess second = start();
            try (AdminClient admin = second.admin()) {
                assertThat(isIn(admin, "ramp_up")).as(endpoint(admin).toString()).isTrue();
                assertThat(call(admin, key)).isEqualTo(200);
            } finally {
                second.kill();
            }
        }
    }

    @Test
    void whatCameOfProbesIsKnown() throws Exception {
        String probes = "probes: { every: 100ms, quick: 50ms, budget: 5 USD }";
        NewKey key = NewKey.create(new SecureRandom());
        try (StandInProvider provider = provider(new AtomicInteger(200), new AtomicInteger())) {
            configureAlone(key, provider, probes);
            NodeProcess first = start();
            try (AdminClient admin = first.admin()) {
                // What is shown is on the disk before the endpoint is asked again.
                TestFleet.await("some were made", () -> kept(admin) > 3);
            } finally {
                first.kill();
            }
            Path file = folder.resolve("fleetward.yaml");
            Files.writeString(file, Files.readString(file).replace(probes, ""));
            NodeProcess second = start();
            try (AdminClient admin = second.admin()) {
                assertThat(kept(admin)).isGreaterThanOrEqualTo(3);
            } finally {
                second.kill();
            }
        }
    }

    private static int kept(AdminClient admin) {
        for (JsonNode each : admin.get("/v1/probes").path("endpoints")) {
            if (each.path("endpoint").asString("").equals("openai-us")) {
                assertThat(each.path("counts").path("unsuitable").asInt(0)).isZero();
                return each.path("kept").asInt(0);
            }
        }
        throw new AssertionError("no such endpoint");
    }

    @Test
    void aPromiseThatBreaksGoesOnBurningInTheSameIncident() throws Exception {
        int calls = 40;
        AtomicInteger status = new AtomicInteger(500);
        NewKey key = NewKey.create(new SecureRandom());
        try (StandInProvider provider = provider(status, new AtomicInteger())) {
            configureAlone(key, provider, "");
            NodeProcess first = start();
            String incident;
            try (AdminClient admin = first.admin()) {
                for (int i = 0; i < calls; i++) {
                    assertThat(call(admin, key)).isGreaterThanOrEqualTo(500);
                }
                awaitObjectives(admin, it -> pages(it) && success(it, "bad") == calls);
                awaitObjectives(admin, _ -> !burning(admin).isEmpty());
                incident = burning(admin);
            } finally {
                first.kill();
            }
            status.set(200);
            NodeProcess second = start();
            try (AdminClient admin = second.admin()) {
                // What it knows is asked of the ledger first, where every call is once.
                JsonNode known =
                        awaitObjectives(
                                admin, it -> it.path("state").asString("").equals("current"));
                assertThat(pages(known)).as(known.toString()).isTrue();
                assertThat(success(known, "bad")).isEqualTo(calls);
                assertThat(success(known, "events")).isEqualTo(calls);
                // Incidents are read from their store beside it.
                awaitObjectives(admin, _ -> !burning(admin).isEmpty());
                assertThat(burning(admin)).isEqualTo(incident);
            } finally {
                second.kill();
            }
        }
    }

    private static JsonNode awaitObjectives(AdminClient admin, Predicate<JsonNode> as)
            throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        JsonNode objectives = admin.get("/v1/objectives");
        while (!as.test(objectives)) {
            assertThat(System.nanoTime()).as("%s", objectives).isLessThan(end);
            Thread.sleep(20);
            objectives = admin.get("/v1/objectives");
        }
        return objectives;
    }

    private static boolean pages(JsonNode objectives) {
        return objectives.at("/alerts/0/severity").asString("").equals("page");
    }

    /// Of the promise of success.
    private static long success(JsonNode objectives, String what) {
        for (JsonNode each : objectives.path("objectives")) {
            if (each.path("measure").asString("").equals("success")) {
                return each.path(what).asLong(-1);
            }
        }
        throw new AssertionError(objectives.toString());
    }

    /// The open incident with a burn that holds; empty if there is none.
    private static String burning(AdminClient admin) {
        for (JsonNode incident : admin.get("/v1/incidents").path("incidents")) {
            for (JsonNode alert : incident.path("alerts")) {
                if (alert.path("kind").asString("").equals("burn")
                        && alert.path("clearedAt").isNull()
                        && !incident.path("state").asString("").equals("resolved")) {
                    return incident.path("id").asString("");
                }
            }
        }
        return "";
    }

    @Test
    void whatProbesSpentOfTheirBudgetIsSpent() throws Exception {
        String often = "probes: { every: 100ms, quick: 50ms, budget: 5 USD }";
        NewKey key = NewKey.create(new SecureRandom());
        try (StandInProvider provider = provider(new AtomicInteger(200), new AtomicInteger())) {
            configureAlone(key, provider, often);
            NodeProcess first = start();
            long spent;
            try (AdminClient admin = first.admin()) {
                TestFleet.await(
                        "some were paid", () -> kept(admin) > 3 && spentOnProbes(admin) > 0);
                spent = spentOnProbes(admin);
            } finally {
                first.kill();
            }
            Path file = folder.resolve("fleetward.yaml");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace(often, "probes: { every: 6h, quick: 1h, budget: 5 USD }"));
            NodeProcess second = start();
            try (AdminClient admin = second.admin()) {
                // It asks once at most meanwhile, and that costs a part of what was spent.
                TestFleet.await("it is known", () -> spentOnProbes(admin) >= spent);
            } finally {
                second.kill();
            }
        }
    }

    /// Nano-dollars of this month.
    private static long spentOnProbes(AdminClient admin) {
        for (JsonNode budget : admin.get("/v1/pools").path("budgets")) {
            if (budget.path("feature").asString("").equals("fleetward-probes")) {
                return budget.path("spent").asLong(0);
            }
        }
        return 0;
    }

    private static int call(AdminClient admin, NewKey key) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            admin.node().gateway().resolve("/v1/chat/completions"))
                                    .header("authorization", "Bearer " + key.key())
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new AssertionError(ended);
        }
    }
}
