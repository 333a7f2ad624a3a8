package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                        "endpoint e (owner): Nobody answers for it",
                        "endpoint e (objective)",
                        "endpoint e (retired): Its model m was to be withdrawn on 2001-01-31.");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.out()).startsWith("[");
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
    void providerRefusesAFaultThatItDoesNotKnow() {
        Shell.Ended ended = new Shell(folder).run("provider", "--fault", "explode");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("explode", "stall");
    }
}
