package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.drill.NodeProcess;
import dev.fleetward.control.registry.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    @Test
    void directivesAndTheLogOfChangesSurviveTheProcess() throws Exception {
        Files.writeString(folder.resolve("secret"), "sk-planted");
        Files.writeString(
                folder.resolve("fleetward.yaml"),
                Registry.starterFile("0".repeat(64))
                        .replaceAll("env:[A-Z_]+", "file:secret")
                        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:0"));
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
}
