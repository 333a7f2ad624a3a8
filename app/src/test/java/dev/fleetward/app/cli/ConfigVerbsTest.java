package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.host.RuntimeFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigVerbsTest {
    @TempDir Path folder;

    @Test
    void initWritesAFileThatOnlyLacksTheSecrets() {
        Shell shell = new Shell(folder);

        Shell.Ended init = shell.run("init");
        Shell.Ended check = shell.run("check", "fleetward.yaml");

        assertThat(init.exitCode()).isZero();
        assertThat(init.out()).containsPattern("fw-\\S{20,}");
        assertThat(check.exitCode()).isEqualTo(2);
        assertThat(check.out())
                .contains("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "2 errors, 0 warnings");
    }

    @Test
    void initNeverOverwrites() throws IOException {
        Files.writeString(folder.resolve("fleetward.yaml"), "mine");

        Shell.Ended ended = new Shell(folder).run("init");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("exists already").doesNotContain("\tat ");
        assertThat(folder.resolve("fleetward.yaml")).hasContent("mine");
    }

    @Test
    void checkNamesTheLineAndTheNearestName() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "ownrs: {}\n");

        Shell.Ended words = new Shell(folder).run("check", "bad.yaml");
        Shell.Ended json = new Shell(folder).run("check", "bad.yaml", "--json");

        assertThat(words.exitCode()).isEqualTo(2);
        assertThat(words.out()).contains("bad.yaml:1:1", "owners");
        assertThat(json.exitCode()).isEqualTo(2);
        assertThat(json.out()).startsWith("[{").contains("\"line\":1");
    }

    @Test
    void checkIsStrictOnlyWhereThatIsAsked() throws IOException {
        Files.writeString(
                folder.resolve("good.yaml"),
                """
                providers: { p: { dialect: openai, url: "http://127.0.0.1:9/v1" } }
                endpoints: { e: { provider: p, model: m, retires: 2001-01-31 } }
                routes: { r: { endpoints: [e] } }
                """);

        Shell.Ended lenient = new Shell(folder).run("check", "good.yaml");
        Shell.Ended strict = new Shell(folder).run("check", "good.yaml", "--strict");
        Shell.Ended json = new Shell(folder).run("check", "good.yaml", "--strict", "--json");

        assertThat(lenient.exitCode()).as(lenient.out()).isZero();
        assertThat(strict.exitCode()).isEqualTo(1);
        assertThat(strict.out())
                .contains(
                        "good.yaml:2:14: warning: endpoint e (owner): Nobody answers for it",
                        "endpoint e (objective)",
                        "endpoint e (retired): Its model m was to be withdrawn on 2001-01-31.");
        assertThat(strict.out()).doesNotContain("is sound").contains("1 endpoint, 1 route,");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.err()).isEmpty();
        assertThat(json.out())
                .startsWith("[")
                .contains("\"kind\":\"retired\"", "\"line\":2", "\"path\":\"endpoints.e\"");
    }

    @Test
    void upSaysWhatIsWrongWithItsConfigurationAndStartsNothing() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "ownrs: {}\n");

        Shell.Ended ended = new Shell(folder).run("up", "--config", "bad.yaml");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("bad.yaml:1:1").doesNotContain("\tat ");
        assertThat(folder.resolve("fleetward-data")).doesNotExist();
    }

    @Test
    void looksSayWhereTheyLookedForANode() {
        for (String verb : new String[] {"status", "top", "ledger"}) {
            Shell.Ended ended = new Shell(folder).run(verb);

            assertThat(ended.exitCode()).as(verb).isEqualTo(2);
            assertThat(ended.err()).contains("fleetward-data", "fleetward-demo", "--data");
        }
    }

    @Test
    void looksSayThatTheProcessOfANodeIsGone() throws Exception {
        Files.writeString(folder.resolve("fleetward.yaml"), "data: elsewhere/kept\nownrs: {}\n");
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        announced(ended.pid());

        Shell.Ended status = new Shell(folder).run("status");

        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.err()).contains("the process " + ended.pid(), "is gone", "elsewhere");
    }

    @Test
    void looksSayThatNobodyListens() throws Exception {
        Files.writeString(folder.resolve("fleetward.yaml"), "data: elsewhere/kept\n");
        announced(ProcessHandle.current().pid());

        Shell.Ended status = new Shell(folder).run("status");

        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.err()).contains("connection refused").doesNotContain("null");
    }

    /// Of a node that listens on a port that nobody has.
    private void announced(long pid) throws IOException {
        Path data = Files.createDirectories(folder.resolve("elsewhere/kept"));
        Files.writeString(data.resolve("admin-token"), "t");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
            new RuntimeFile(nobody, nobody, pid, null, List.of(), null).write(data);
        }
    }

    @Test
    void providerRefusesAFaultThatItDoesNotKnow() {
        Shell.Ended ended = new Shell(folder).run("provider", "--fault", "explode");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("explode", "stall");
    }
}
