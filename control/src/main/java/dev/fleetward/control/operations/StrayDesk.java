package dev.fleetward.control.operations;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.region.Stray;
import dev.fleetward.core.region.StrayBook;
import dev.fleetward.core.unit.Clock;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which endpoints are kept from calls of a zone because they answered from outside of it. In force
/// at once, whether or not it can be stored; stored as soon as that is possible, and in force again
/// after a restart. Thread-safe; only [#vouch] and [#settle] block.
public final class StrayDesk {
    private static final String ACTOR = "residency";

    private final ControlStore store;
    private final ChangeLog changes;
    private final Clock clock;
    private final Consumer<Map<String, Set<String>>> publish;

    private final StrayBook book = new StrayBook(); // Guarded by itself.

    /// Held while what stands is published and written, so that both happen in order.
    private final ReentrantLock writing = new ReentrantLock();

    private boolean restored; // Under `writing`.
    private volatile Set<String> out = Set.of();

    /// @param publish told by endpoint the regions that it strayed to, whenever they change
    public StrayDesk(
            ControlStore store,
            ChangeLog changes,
            Clock clock,
            Consumer<Map<String, Set<String>>> publish) {
        this.store = store;
        this.changes = changes;
        this.clock = clock;
        this.publish = publish;
        store.whenUsable(this::settle);
    }

    /// One that is kept from calls.
    ///
    /// @param clean answers in a row from inside its zone since
    public record Standing(Stray stray, int clean) {}

    /// All that are kept from calls.
    public List<Standing> standing() {
        synchronized (book) {
            return book.all().stream()
                    .filter(Stray::isOut)
                    .map(it -> new Standing(it, book.cleanAnswers(it.endpoint())))
                    .toList();
        }
    }

    /// Whether any of the endpoint's regions is held against it.
    public boolean isOut(String endpoint) {
        return out.contains(endpoint);
    }

    /// An endpoint answered a call from a region where the call was not to be served.
    ///
    /// @param atWallMicros when the call was accepted
    public void left(String endpoint, String region, String callId, long atWallMicros) {
        boolean isNews;
        synchronized (book) {
            isNews = book.left(endpoint, region, callId, atWallMicros).isPresent();
        }
        if (isNews) {
            tell(
                    endpoint,
                    atWallMicros,
                    ACTOR,
                    "endpoint "
                            + endpoint
                            + " answered from "
                            + region
                            + " ("
                            + callId
                            + ") and serves no more calls that may not be served there");
        }
    }

    /// An endpoint that is out named a region inside its zone.
    public void within(String endpoint, long atWallMicros) {
        List<Stray> back;
        synchronized (book) {
            back = book.within(endpoint, atWallMicros);
        }
        for (Stray each : back) {
            tell(
                    endpoint,
                    atWallMicros,
                    ACTOR,
                    "endpoint "
                            + endpoint
                            + " serves calls of its zone again, though it answered from "
                            + each.region()
                            + ": "
                            + StrayBook.CLEAN_ANSWERS
                            + " answers in a row came from inside");
        }
    }

    /// Somebody vouches for an endpoint: it serves calls of its zone again.
    ///
    /// @return what was held against it
    public List<Stray> vouch(String endpoint, String actor, @Nullable String reason) {
        List<Stray> back;
        long now = clock.wallMicros();
        synchronized (book) {
            back = book.vouch(endpoint, now);
        }
        if (!back.isEmpty()) {
            changes.keep(
                    new Change(
                            now,
                            actor,
                            Change.Kind.RESIDENCY,
                            endpoint,
                            "endpoint "
                                    + endpoint
                                    + " serves calls of its zone again, though it answered from "
                                    + String.join(", ", back.stream().map(Stray::region).toList())
                                    + (reason == null ? "" : ": " + reason)));
            settle();
        }
        return back;
    }

    /// Ledger threads call, and must not wait for the disk.
    private void tell(String endpoint, long atWallMicros, String actor, String words) {
        changes.keep(new Change(atWallMicros, actor, Change.Kind.RESIDENCY, endpoint, words));
        Thread.ofVirtual().name("strays").start(this::settle);
    }

    /// Takes over what an earlier process stored, publishes what stands, and writes it; what cannot
    /// be done now is done when the store is usable again.
    public void settle() {
        writing.lock();
        try {
            restore();
            stand();
            if (restored) {
                store.write(this::replace);
                changes.flush();
            }
        } catch (StoreUnavailable later) {
            stand();
        } finally {
            writing.unlock();
        }
    }

    private void restore() throws StoreUnavailable {
        if (!restored) {
            List<Stray> kept =
                    store.read(rows -> rows.known("SELECT * FROM stray", StrayDesk::stray));
            synchronized (book) {
                book.restore(kept);
            }
            restored = true;
        }
    }

    private void stand() {
        Map<String, Set<String>> regions = new HashMap<>();
        for (Standing each : standing()) {
            regions.computeIfAbsent(each.stray().endpoint(), name -> new HashSet<>())
                    .add(each.stray().region());
        }
        out = Set.copyOf(regions.keySet());
        publish.accept(regions);
    }

    private boolean replace(Transaction rows) throws SQLException {
        List<Stray> all;
        synchronized (book) {
            all = book.all();
        }
        rows.update("DELETE FROM stray");
        for (Stray each : all) {
            rows.update(
                    "INSERT INTO stray (endpoint, region, call_id, since_micros, last_micros, times,"
                            + " back_micros) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    each.endpoint(),
                    each.region(),
                    each.callId(),
                    each.sinceWallMicros(),
                    each.lastWallMicros(),
                    each.times(),
                    each.backWallMicros());
        }
        return true;
    }

    private static Stray stray(Row row) throws SQLException {
        return new Stray(
                row.text("endpoint"),
                row.text("region"),
                row.text("call_id"),
                row.number("since_micros"),
                row.number("last_micros"),
                Math.toIntExact(row.number("times")),
                row.number("back_micros"));
    }
}
