package dev.fleetward.app.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThreadUrgencyTest {
    /// The scheduling policy is the 41st field; the name, which is the second, may hold spaces.
    private static final int POLICY = 41 - 3;

    @Test
    void letsEverythingElseGoBeforeAThread() throws Exception {
        assumeThat(Path.of("/proc/thread-self/stat")).exists();
        AtomicReference<String> policy = new AtomicReference<>();
        Thread quiet =
                Thread.ofPlatform()
                        .start(() -> {
                            assertThat(ThreadUrgency.lowest()).isTrue();
                            policy.set(policy());
                        });
        quiet.join();
        assertThat(policy.get()).isEqualTo("5");
        assertThat(policy()).as("others stay as they are").isEqualTo("0");
    }

    private static String policy() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[POLICY];
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
