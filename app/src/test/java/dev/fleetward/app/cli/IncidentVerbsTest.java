package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.demo.Demo;
import dev.fleetward.app.host.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From users who complain to the page of a review, on a node that runs.
class IncidentVerbsTest {
    private static final long LIMIT_NANOS = 120_000_000_000L;

    private static final String TRACE =
            """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:15:46.6805900,30,12
            2023-11-16 18:15:46.7951690,11,40
            2023-11-16 18:15:46.9951690,200,3
            2023-11-16 18:15:47.1951690,20,3
            """;

    @TempDir Path folder;

    @Test
    void complaintsBecomeAnIncidentThatIsShownTakenOnAndExported() throws Exception {
        Files.writeString(folder.resolve("trace.csv"), TRACE);
        try (Demo demo =
                Demo.start(
                        new Demo.Settings(
                                folder.resolve("fleetward-demo"),
                                false,
                                0,
                                1,
                                new SystemClock(),
                                new SecureRandom(),
                                Map.of()),
                        step -> {})) {
            Shell shell = new Shell(folder);
            assertThat(shell.run("load", "--trace", "trace.csv").exitCode()).isZero();
            String calls =
                    shell.run(
                                    "ledger",
                                    "--sql",
                                    "SELECT call_id FROM events WHERE endpoint = 'gpt-us' LIMIT 3")
                            .out();
            List<String> ids = calls.lines().map(String::strip).skip(1).limit(3).toList();
            for (String id : ids) {
                assertThat(shell.run("report-error", "--call-id", id).exitCode()).isZero();
            }

            Shell.Ended open = untilOneIsOpen(shell);
            assertThat(open.out()).contains("inc-1", "ticket", "platform");
            assertThat(shell.run("incidents", "ack", "1", "--note", "looking").out())
                    .contains("inc-1 is acknowledged.");
            assertThat(shell.run("incidents", "resolve", "1").err()).contains("still holds");
            assertThat(shell.run("incidents", "show", "inc-1").out())
                    .contains("3 complaints of gpt-us's answers", "Taken on by");
            assertThat(shell.run("incidents", "export", "inc-1").out())
                    .startsWith("# inc-1: endpoint gpt-us: ")
                    .contains("| traffic | Answered calls by endpoint", "gpt-us 100%")
                    .contains("| version | gpt-us served gpt-4o")
                    .doesNotContain("does not answer");
            assertThat(shell.run("status").out()).contains("1 open, the first: inc-1");
            assertThat(demo.key()).isNotEmpty();
        }
    }

    private static Shell.Ended untilOneIsOpen(Shell shell) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (true) {
            Shell.Ended ended = shell.run("incidents");
            if (ended.exitCode() == 1) {
                return ended;
            }
            assertThat(System.nanoTime()).as("opened in time: " + ended.err()).isLessThan(end);
            Thread.sleep(100);
        }
    }
}
