package dev.fleetward.control.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployBookTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long wallMicros() {
                    return 5_000;
                }
            };

    @TempDir Path folder;

    @Test
    void marksAreThereAfterARestartAndAmongTheChanges() throws Exception {
        ControlStore store = ControlStore.start(folder, CLOCK);
        store.awaitOpen(LIMIT);
        book(store).mark(new Deploy(3_000, "chat-42", "chat", "longer prompts", "ci"));
        store.close();
        ControlStore again = ControlStore.start(folder, CLOCK);
        try {
            again.awaitOpen(LIMIT);
            assertThat(book(again).between(0, 5_000, 10))
                    .containsExactly(new Deploy(3_000, "chat-42", "chat", "longer prompts", "ci"));
            assertThat(new ChangeLog(again).since(0, 10))
                    .singleElement()
                    .satisfies(change -> {
                        assertThat(change.kind()).isEqualTo(Change.Kind.DEPLOY);
                        assertThat(change.words())
                                .isEqualTo("deploy chat-42 of chat: longer prompts");
                    });
        } finally {
            again.close();
        }
    }

    @Test
    void marksOfATimeAreDeploysAndConfigurationsThatDiffer() throws Exception {
        ControlStore store = ControlStore.start(folder, CLOCK);
        try {
            store.awaitOpen(LIMIT);
            DeployBook book = book(store);
            book.mark(new Deploy(1_000, "old", null, null, "ci"));
            book.mark(new Deploy(3_000, "chat-42", "chat", null, "ci"));
            ChangeLog changes = new ChangeLog(store);
            changes.add(configuration(2_500, "configuration version 7 is served; nothing differs"));
            changes.add(configuration(2_600, "configuration version 8 is served: routes.r: 1 → 2"));
            assertThat(book.marks(2_000, 5_000, 10))
                    .containsExactly(
                            new Mark(Mark.Kind.DEPLOY, "chat-42", 3_000, Set.of("chat")),
                            new Mark(Mark.Kind.CONFIG, "version 8", 2_600, Set.of()));
            assertThat(book.marks(0, 5_000, 1)).hasSize(1);
        } finally {
            store.close();
        }
    }

    @Test
    void aMarkThatCannotBeStoredIsRefused() throws Exception {
        ControlStore store = ControlStore.start(Path.of("/nowhere"), CLOCK);
        try {
            assertThatThrownBy(() -> book(store).mark(new Deploy(1_000, "lost", null, null, "ci")))
                    .isInstanceOf(StoreUnavailable.class);
        } finally {
            store.close();
        }
    }

    private static Change configuration(long atMicros, String words) {
        return new Change(atMicros, "file", Change.Kind.CONFIGURATION, null, words);
    }

    private static DeployBook book(ControlStore store) {
        return new DeployBook(store, new ChangeLog(store), CLOCK);
    }
}
