package dev.fleetward.control.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectiveBookTest {
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
    private volatile Set<String> stopped = Set.of();

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private DirectiveBook start() throws Exception {
        store.close();
        store = ControlStore.start(folder, CLOCK);
        store.awaitOpen(LIMIT);
        changes = new ChangeLog(store);
        return new DirectiveBook(store, changes, CLOCK, names -> stopped = names);
    }

    private static void await(DirectiveBook book) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!book.settle()) {
            assertThat(System.nanoTime()).as("usable in time").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void whatIsLiftedBeforeTheStoreCanBeReadIsLifted() throws Exception {
        DirectiveBook earlier = start();
        earlier.give("a", Directive.State.DRAINED, "ann", null);
        earlier.give("b", Directive.State.CORDONED, "ann", null);
        store.close();
        Path file = folder.resolve(ControlStore.FILE);
        Path aside = folder.resolve("aside.db");
        Files.move(file, aside);
        Files.createDirectory(file);

        DirectiveBook book = start();
        DirectiveBook.Given lifted = book.lift("a", "bob", "mended");
        assertThat(lifted).isEqualTo(new DirectiveBook.Given(null, false));
        Files.delete(file);
        Files.move(aside, file);
        await(book);

        assertThat(book.standing()).containsOnlyKeys("b");
        assertThat(stopped).containsExactly("b");
        assertThat(stored()).containsExactly("b");
        assertThat(start().settle()).isTrue();
        assertThat(stopped).containsExactly("b");
    }

    private List<String> stored() throws StoreUnavailable {
        return store.read(
                rows -> rows.list("SELECT endpoint FROM directive", row -> row.text("endpoint")));
    }

    @Test
    void whatIsLiftedWhereNothingStandsIsDoneAlready() throws Exception {
        DirectiveBook book = start();
        assertThat(book.lift("a", "bob", null)).isEqualTo(new DirectiveBook.Given(null, true));
        assertThat(changes.since(0, 10)).isEmpty();
    }

    @Test
    void aDirectiveOfAnotherVersionHoldsUpNoOther() throws Exception {
        start().give("b", Directive.State.CORDONED, "ann", null);
        store.write(rows ->
                rows.update(
                        "INSERT INTO directive (endpoint, state, actor, since_micros) VALUES"
                                + " ('c', 'haunted', 'ann', 1)"));
        store.write(rows ->
                rows.update(
                        "INSERT INTO change (number, at_micros, actor, kind, words) VALUES"
                                + " (99, 1, 'ann', 'haunting', 'boo')"));
        DirectiveBook book = start();
        assertThat(book.settle()).isTrue();
        assertThat(book.standing()).containsOnlyKeys("b");
        assertThat(changes.since(0, 10)).extracting(Change::subject).containsExactly("b");
        assertThat(book.give("c", Directive.State.DRAINED, "ann", null).stored()).isTrue();
    }

    @Test
    void whatWaitsIsWrittenBeforeWhatIsWrittenNext() throws Exception {
        DirectiveBook book = start();
        changes.keep(new Change(1, "ann", Change.Kind.POLICY, null, "waited"));
        book.give("b", Directive.State.CORDONED, "ann", null);
        List<String> written =
                store.read(rows ->
                        rows.list(
                                "SELECT words FROM change ORDER BY number",
                                row -> row.text("words")));
        assertThat(written).containsExactly("waited", "endpoint b cordoned");
    }
}
