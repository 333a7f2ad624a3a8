package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.fleet.TestFleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a person in the night is told while the control store cannot be opened.
class StoreDownVerbsTest {
    private static TestFleet fleet;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start();
        fleet.restart(() -> {
            Path data = fleet.folder().resolve("data");
            for (String file : List.of("control.db", "control.db-wal", "control.db-shm")) {
                Files.deleteIfExists(data.resolve(file));
            }
            Files.createDirectories(data.resolve("control.db").resolve("in-the-way"));
        });
        fleet.node().announce(null, List.of());
        shell = new Shell(fleet.folder());
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static Shell.Ended run(String... words) {
        String[] arguments = new String[words.length + 2];
        System.arraycopy(words, 0, arguments, 0, words.length);
        arguments[words.length] = "--data";
        arguments[words.length + 1] = fleet.folder().resolve("data").toString();
        return shell.run(arguments);
    }

    @Test
    void aMarkThatCannotBeStoredIsRefused() {
        Shell.Ended marked = run("deploy", "mark", "chat-42");

        assertThat(marked.exitCode()).as(marked.out() + marked.err()).isEqualTo(1);
        assertThat(marked.out()).isEmpty();
        assertThat(marked.err()).startsWith("fleetward: ").doesNotContain("\tat ");
        assertThat(run("deploy", "list").exitCode()).isEqualTo(1);
    }

    @Test
    void slowAnswersWithoutMarksAndSaysSo() {
        Shell.Ended slow = run("slow");

        assertThat(slow.exitCode()).isEqualTo(1);
        assertThat(slow.out()).contains("What was deployed is not known, since the control store");
        assertThat(slow.err()).isEmpty();
    }
}
