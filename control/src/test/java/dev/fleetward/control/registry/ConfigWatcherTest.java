package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return 0;
                }

                @Override
                public long wallMicros() {
                    return 1_790_000_000_000_000L;
                }
            };

    @TempDir Path folder;
    private final List<LoadResult> results = new ArrayList<>();
    private Path file = Path.of("");
    private ConfigWatcher watcher = watcher(Path.of(""));

    @BeforeEach
    void startFromAGoodFile() throws IOException {
        Files.writeString(folder.resolve("secret"), "one");
        file = folder.resolve("fleetward.yaml");
        write("owners: { a: { contact: a@example.com } }");
        watcher = watcher(file);
        assertThat(watcher.reload()).isInstanceOf(LoadResult.Loaded.class);
        results.clear();
    }

    private ConfigWatcher watcher(Path path) {
        return new ConfigWatcher(Configs.registry(Map.of()), path, CLOCK, results::add);
    }

    private void write(String text) throws IOException {
        Files.writeString(
                file,
                text
                        + "\nproviders: { p: { dialect: openai, url: 'http://localhost/v1',"
                        + " credential: file:secret } }\n");
    }

    @Test
    void doesNothingWhileNothingChanges() {
        assertThat(watcher.look(false)).isNull();
        assertThat(watcher.look(false)).isNull();
        assertThat(results).isEmpty();
        assertThat(watcher.status().version()).isEqualTo(1);
        assertThat(watcher.status().loadedWallMicros()).isEqualTo(CLOCK.wallMicros());
    }

    @Test
    void takesAChangeOverOnceItHasSettled() throws IOException {
        write("owners: { b: { contact: b@example.com } }");
        assertThat(watcher.look(false)).as("it may be half written").isNull();
        assertThat(watcher.look(false))
                .isInstanceOfSatisfying(
                        LoadResult.Loaded.class,
                        loaded -> {
                            assertThat(loaded.snapshot().owners()).containsOnlyKeys("b");
                            assertThat(loaded.snapshot().version()).isEqualTo(2);
                        });
        assertThat(watcher.look(false)).isNull();
        assertThat(results).hasSize(1);
    }

    @Test
    void keepsTheLastGoodVersionWhileTheFileIsWrong() throws IOException {
        write("ownerss: {}");
        watcher.look(false);
        assertThat(watcher.look(false)).isInstanceOf(LoadResult.Rejected.class);
        assertThat(watcher.status().state()).isEqualTo(ConfigStatus.State.REJECTED);
        assertThat(watcher.status().version()).isEqualTo(1);
        assertThat(watcher.status().problems())
                .extracting(Problem::suggestion)
                .containsExactly("owners");
        assertThat(watcher.look(false)).as("told once").isNull();

        write("owners: {}");
        watcher.look(false);
        assertThat(watcher.look(false)).isInstanceOf(LoadResult.Loaded.class);
        assertThat(watcher.status().state()).isEqualTo(ConfigStatus.State.CURRENT);
        assertThat(watcher.status().version()).isEqualTo(2);
        assertThat(watcher.status().problems()).isEmpty();
    }

    @Test
    void reportsAFileThatIsGone() throws IOException {
        Files.delete(file);
        watcher.look(false);
        assertThat(watcher.look(false)).isInstanceOf(LoadResult.Rejected.class);
        assertThat(watcher.status().problems().getFirst().message()).startsWith("no such file");
    }

    @Test
    void takesARotatedSecretOver() throws IOException {
        Files.writeString(folder.resolve("secret"), "two");
        watcher.look(false);
        assertThat(watcher.look(false))
                .isInstanceOfSatisfying(
                        LoadResult.Loaded.class,
                        loaded ->
                                assertThat(loaded.snapshot().providers().values())
                                        .extracting(provider -> provider.credential())
                                        .extracting(secret -> secret == null ? "" : secret.reveal())
                                        .containsExactly("two"));
    }

    @Test
    void looksByItselfOnceStarted() throws Exception {
        BlockingQueue<LoadResult> told = new LinkedBlockingQueue<>();
        try (ConfigWatcher running =
                new ConfigWatcher(Configs.registry(Map.of()), file, CLOCK, told::add)) {
            running.reload();
            told.clear();
            running.start();
            write("owners: { c: { contact: c@example.com } }");
            assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(LoadResult.Loaded.class);
        }
    }
}
