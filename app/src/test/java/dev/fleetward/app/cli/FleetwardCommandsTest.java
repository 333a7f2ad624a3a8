package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetwardCommandsTest {
    @TempDir Path folder;

    @Test
    void helpShowsTheVerbsInGroups() {
        Shell.Ended ended = new Shell(folder).run("--help");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).containsSubsequence("Run it:", "key", "Work on it:", "test");
    }

    @Test
    void noVerbIsAnsweredWithTheHelp() {
        Shell.Ended ended = new Shell(folder).run();

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("Usage: fleetward");
    }

    @Test
    void anUnknownVerbOrOptionIsAUsageError() {
        assertThat(new Shell(folder).run("demmo").exitCode()).isEqualTo(2);
        assertThat(new Shell(folder).run("key", "new", "--colour").exitCode()).isEqualTo(2);
    }

    @Test
    void aNewKeyIsPrintedWithItsHash() throws Exception {
        Shell.Ended ended = new Shell(folder).run("key", "new", "--feature", "search");

        Matcher key = Pattern.compile("(fw-\\S+)").matcher(ended.out());
        assertThat(key.find()).isTrue();
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(key.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(ended.out())
                .contains(
                        "{ sha256: \"" + HexFormat.of().formatHex(hash) + "\", feature: search }");
    }

    @Test
    void whatTheLauncherDoesIsNotDoneByJava() {
        Shell.Ended ended = new Shell(folder).run("test");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("./fleetward test").doesNotContain("\tat ");
    }
}
