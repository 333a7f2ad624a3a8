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
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What live traffic showed, after SIGKILL.
class KilledLikenessTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CALLS = 20;
    private static final int MORE = 3;
    private static final String ANSWER =
            """
            {"id":"c","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"harbour"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}\
            """;

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

    private void configure(String sha256, String url) throws Exception {
        Files.writeString(folder.resolve("secret"), "sk-planted");
        Files.writeString(
                folder.resolve("fleetward.yaml"),
                Registry.starterFile(sha256)
                        .replaceAll("env:[A-Z_]+", "file:secret")
                        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:0")
                        .replaceAll("https://api\\.[a-z]+\\.com", url)
                        .replace("endpoints: [openai-us, claude-us]", "endpoints: [openai-us]"));
    }

    private static void call(AdminClient admin, NewKey key, int times) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < times; i++) {
                HttpResponse<String> answer =
                        http.send(
                                HttpRequest.newBuilder(
                                                admin.node()
                                                        .gateway()
                                                        .resolve("/v1/chat/completions"))
                                        .header("authorization", "Bearer " + key.key())
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
        }
    }

    private static void await(AdminClient admin, Predicate<JsonNode> as) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        JsonNode live = admin.get("/v1/likeness").path("live");
        while (!as.test(live)) {
            assertThat(System.nanoTime()).as("%s", live).isLessThan(end);
            Thread.sleep(20);
            live = admin.get("/v1/likeness").path("live");
        }
    }

    /// Calls of the reference that one signal has.
    private static long have(JsonNode live) {
        for (JsonNode line : live.path("lines")) {
            if (line.path("signal").asString("").equals("refusal")) {
                return line.path("have").asLong(-1);
            }
        }
        return 0;
    }

    @Test
    void whatWasComparedGoesOnAndNoCallCountsTwice() throws Exception {
        NewKey key = NewKey.create(new SecureRandom());
        try (StandInProvider provider =
                StandInProvider.start(
                        new HttpServerOptions(),
                        request ->
                                request.response()
                                        .putHeader("content-type", "application/json")
                                        .end(ANSWER))) {
            configure(key.sha256(), provider.url());
            NodeProcess first = start();
            try (AdminClient admin = first.admin()) {
                call(admin, key, CALLS);
                await(
                        admin,
                        live ->
                                live.path("calls").asLong(0) == CALLS
                                        && live.path("callsNotKept").asLong(-1) == 0);
            } finally {
                first.kill();
            }
            NodeProcess second = start();
            try (AdminClient admin = second.admin()) {
                await(admin, live -> have(live) == CALLS);
                call(admin, key, MORE);
                await(admin, live -> live.path("calls").asLong(0) == MORE);
                assertThat(have(admin.get("/v1/likeness").path("live"))).isEqualTo(CALLS + MORE);
            } finally {
                second.kill();
            }
        }
    }
}
