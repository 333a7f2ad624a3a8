package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Plain `curl`, where there is one.
class CurlTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        String path = System.getenv().getOrDefault("PATH", "");
        assumeTrue(
                Stream.of(path.split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "curl"))),
                "no curl on the path");
        fleet = TestFleet.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (fleet != null) {
            fleet.close();
        }
    }

    /// The body, and behind it the status on a line of its own.
    private static String curl(String path, String... more)
            throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "curl",
                                "--silent",
                                "--show-error",
                                "--noproxy",
                                "*",
                                "--max-time",
                                "20",
                                "--write-out",
                                "\n%{http_code}"));
        line.addAll(List.of(more));
        line.add(fleet.url().resolve(path).toString());
        Process curl = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(curl.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void callsAChatCompletion() throws Exception {
        String said =
                curl(
                        "/v1/chat/completions",
                        "--header",
                        "authorization: Bearer " + fleet.key(),
                        "--json",
                        "{\"model\":\"openai\",\"messages\":[{\"role\":\"user\",\"content\":\"one two [[output=5]]\"}]}");

        assertThat(said).endsWith("\n200");
        var answer = JSON.readTree(said.substring(0, said.length() - 4));
        assertThat(answer.at("/choices/0/message/content").asString().split("\\s+")).hasSize(5);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(8);
    }

    @Test
    void callsAMessageWithoutTheHeadersOfAnSdk() throws Exception {
        String said =
                curl(
                        "/v1/messages",
                        "--header",
                        "x-api-key: " + fleet.key(),
                        "--json",
                        "{\"model\":\"anthropic\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"one two [[output=5]]\"}]}");

        assertThat(said).endsWith("\n200");
        var answer = JSON.readTree(said.substring(0, said.length() - 4));
        assertThat(answer.at("/content/0/text").asString().split("\\s+")).hasSize(5);
        assertThat(answer.at("/usage/output_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void readsAStreamToItsEnd() throws Exception {
        String said =
                curl(
                        "/v1/chat/completions",
                        "--no-buffer",
                        "--header",
                        "authorization: Bearer " + fleet.key(),
                        "--json",
                        "{\"model\":\"anthropic\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi [[output=5]]\"}]}");

        assertThat(said).endsWith("data: [DONE]\n\n\n200").contains("chat.completion.chunk");
    }

    @Test
    void isToldWhatIsWrong() throws Exception {
        assertThat(curl("/v1/models")).endsWith("\n401").contains("invalid_api_key");
    }
}
