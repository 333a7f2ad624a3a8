package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.drill.NodeProcess;
import dev.fleetward.app.host.NewKey;
import dev.fleetward.control.registry.Registry;
import io.vertx.core.http.HttpServerOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    private int call(AdminClient admin, NewKey key) throws Exception {
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
        }
    }
}
