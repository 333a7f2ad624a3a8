package dev.fleetward.control.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrayDeskTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long TIME = 1_700_000_000_000_000L;
    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long wallMicros() {
                    return TIME + 1_000;
                }
            };

    @TempDir Path folder;

    private ControlStore store = ControlStore.start(Path.of("/nowhere"), CLOCK);
    private ChangeLog changes = new ChangeLog(store);
    private volatile Map<String, Set<String>> published = Map.of();

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private StrayDesk start() throws Exception {
        store.close();
        published = Map.of();
        store = ControlStore.start(folder, CLOCK);
        store.awaitOpen(LIMIT);
        changes = new ChangeLog(store);
        StrayDesk desk = new StrayDesk(store, changes, CLOCK, now -> published = Map.copyOf(now));
        desk.settle();
        return desk;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(10);
        }
    }

    private List<String> stored() throws Exception {
        return store.read(rows ->
                rows.known(
                        "SELECT endpoint, region FROM stray",
                        row -> row.text("endpoint") + " " + row.text("region")));
    }

    @Test
    void whatStrayedIsOutAtOnceAndAfterARestartUntilSomebodyVouchesForIt() throws Exception {
        start().left("a", "us-east-1", "c1", TIME);
        await(() -> stored().equals(List.of("a us-east-1")));
        assertThat(published).isEqualTo(Map.of("a", Set.of("us-east-1")));

        StrayDesk later = start();
        assertThat(published).isEqualTo(Map.of("a", Set.of("us-east-1")));
        assertThat(later.isOut("a")).isTrue();
        assertThat(later.vouch("b", "ann", null)).isEmpty();
        assertThat(later.vouch("a", "ann", "they moved it back")).hasSize(1);
        assertThat(published).isEmpty();
        assertThat(later.isOut("a")).isFalse();
        start();
        assertThat(published).isEmpty();
        assertThat(changes.since(0, 10))
                .extracting(Change::words)
                .containsExactly(
                        "endpoint a serves calls of its zone again, though it answered from"
                                + " us-east-1: they moved it back",
                        "endpoint a answered from us-east-1 (c1) and serves no more calls that may"
                                + " not be served there");
    }

    @Test
    void itIsOutThoughItCannotBeStoredAndStoredIntoTheNextFile() throws Exception {
        StrayDesk desk = start();
        Path file = folder.resolve(ControlStore.FILE);
        Files.delete(file);
        Files.createDirectory(file);
        desk.left("a", "us-east-1", "c1", TIME);
        await(() -> published.equals(Map.of("a", Set.of("us-east-1"))));
        Files.delete(file);
        await(() -> store.status().problem() == null && stored().equals(List.of("a us-east-1")));
    }
}
