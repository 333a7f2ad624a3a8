package dev.fleetward.control.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.region.Promotions;
import dev.fleetward.core.region.Promotions.Verdict;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionBookTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long wallMicros() {
                    return System.currentTimeMillis() * 1_000;
                }
            };

    @TempDir Path folder;

    private ControlStore store = ControlStore.start(Path.of("/nowhere"), CLOCK);
    private ChangeLog changes = new ChangeLog(store);
    private volatile Map<String, Promotions> published = Map.of();

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private VersionBook start() throws Exception {
        store.close();
        published = Map.of();
        store = ControlStore.start(folder, CLOCK);
        store.awaitOpen(LIMIT);
        changes = new ChangeLog(store);
        return new VersionBook(store, changes, CLOCK, now -> published = now);
    }

    private static Promotions verdict(String version, Verdict verdict) {
        return new Promotions(Map.of(version, verdict));
    }

    @Test
    void whatWasDecidedIsInForceAndOutlivesARestart() throws Exception {
        start().give("chat", "GPT-4o-2024-11-20", Verdict.PROMOTED, "ann", "it passed");
        assertThat(published).containsEntry("chat", verdict("gpt-4o-2024-11-20", Verdict.PROMOTED));

        VersionBook later = start();
        later.settle();
        assertThat(published).containsEntry("chat", verdict("gpt-4o-2024-11-20", Verdict.PROMOTED));
        assertThat(later.standing())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.actor()).isEqualTo("ann");
                    assertThat(it.reason()).isEqualTo("it passed");
                });
        assertThat(changes.since(0, 10))
                .extracting(Change::words)
                .containsExactly("gpt-4o-2024-11-20 is promoted on route chat: it passed");
    }

    @Test
    void theLastDecisionOfAVersionStands() throws Exception {
        VersionBook book = start();
        book.give("chat", "a-2024-11-20", Verdict.PROMOTED, "ann", null);
        book.give("chat", "a-2024-11-20", Verdict.REJECTED, "bob", "it drifts");
        book.give("mail", "a-2024-11-20", Verdict.PROMOTED, "ann", null);
        assertThat(published)
                .containsEntry("chat", verdict("a-2024-11-20", Verdict.REJECTED))
                .containsEntry("mail", verdict("a-2024-11-20", Verdict.PROMOTED));
        start().settle();
        assertThat(published).containsEntry("chat", verdict("a-2024-11-20", Verdict.REJECTED));
    }

    @Test
    void whatIsLiftedStandsNoMore() throws Exception {
        VersionBook book = start();
        book.give("chat", "a-2024-11-20", Verdict.REJECTED, "ann", null);
        assertThat(book.lift("chat", "A-2024-11-20", "bob", null)).isPresent();
        assertThat(book.lift("chat", "a-2024-11-20", "bob", null)).isEmpty();
        assertThat(published).isEmpty();
        VersionBook later = start();
        later.settle();
        assertThat(later.standing()).isEmpty();
    }

    @Test
    void whatCannotBeStoredIsNotInForce() throws Exception {
        VersionBook book = start();
        book.settle();
        store.close();
        assertThatThrownBy(() -> book.give("chat", "a-2024-11-20", Verdict.PROMOTED, "ann", null))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(published).isEmpty();
        assertThat(book.standing()).isEmpty();
    }

    @Test
    void whatWasDecidedIsWrittenAgainIntoAFileThatReplacesALostOne() throws Exception {
        VersionBook book = start();
        book.give("chat", "a-2024-11-20", Verdict.REJECTED, "ann", "it drifts");
        Files.delete(folder.resolve(ControlStore.FILE));
        await(() ->
                store.read(rows ->
                                rows.list(
                                        "SELECT route FROM version_directive",
                                        row -> row.text("route")))
                        .equals(List.of("chat")));

        VersionBook later = start();
        later.settle();
        assertThat(published).containsEntry("chat", verdict("a-2024-11-20", Verdict.REJECTED));
        assertThat(later.standing())
                .singleElement()
                .extracting(it -> it.reason())
                .isEqualTo("it drifts");
    }

    @Test
    void aLostFileIsNoticedThoughNothingIsAskedOfTheStore() throws Exception {
        start().give("chat", "a-2024-11-20", Verdict.REJECTED, "ann", null);
        Path file = folder.resolve(ControlStore.FILE);
        Files.delete(file);
        await(() -> Files.exists(file));
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
