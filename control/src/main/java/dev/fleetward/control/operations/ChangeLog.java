package dev.fleetward.control.operations;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.control.store.Transaction;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Everything that altered the snapshot, and who did it, oldest first in the store. What cannot be
/// written now waits in memory, within a bound, and is written as soon as it can be. Thread-safe;
/// may block.
public final class ChangeLog {
    /// Changes that are kept; older ones go.
    static final int MOST_KEPT = 100_000;

    /// Changes that wait for the store; the oldest is dropped for a further one.
    static final int MOST_WAITING = 1_000;

    /// The most that one reading answers.
    public static final int MOST_READ = 1_000;

    private static final System.Logger LOG = System.getLogger(ChangeLog.class.getName());

    private final ControlStore store;
    private final Deque<Change> waiting = new ArrayDeque<>();

    /// So that nothing is written twice.
    private final ReentrantLock flushing = new ReentrantLock();

    public ChangeLog(ControlStore store) {
        this.store = store;
        store.whenUsable(this::flush);
    }

    /// Remembers a change.
    ///
    /// @return whether it is on the disk; if not, it waits
    public boolean add(Change change) {
        keep(change);
        return flush();
    }

    /// Writes changes in one transaction with what they tell of, and what waits before them. Where
    /// that cannot be, they wait.
    ///
    /// @return whether they are on the disk
    boolean addWith(List<Change> changes, Rows what) {
        flush();
        try {
            store.write(rows -> {
                what.write(rows);
                insert(rows, changes);
                return changes;
            });
            return true;
        } catch (StoreUnavailable later) {
            changes.forEach(this::keep);
            return false;
        }
    }

    /// What changes tell of, as a part of a transaction.
    @FunctionalInterface
    interface Rows {
        void write(Transaction rows) throws SQLException;
    }

    /// Lets a change wait for the next time that something is written.
    void keep(Change change) {
        synchronized (waiting) {
            if (waiting.size() == MOST_WAITING) {
                Change dropped = waiting.removeFirst();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the control store is away for too long; forgotten: " + dropped.words());
            }
            waiting.addLast(change);
        }
    }

    /// Writes all that waits.
    ///
    /// @return whether nothing waits any more
    boolean flush() {
        flushing.lock();
        try {
            List<Change> now = waiting();
            if (!now.isEmpty()) {
                store.write(rows -> {
                    insert(rows, now);
                    return now;
                });
                now.forEach(this::written);
            }
            return true;
        } catch (StoreUnavailable later) {
            return false;
        } finally {
            flushing.unlock();
        }
    }

    private List<Change> waiting() {
        synchronized (waiting) {
            return List.copyOf(waiting);
        }
    }

    private void written(Change change) {
        synchronized (waiting) {
            waiting.removeIf(each -> each == change);
        }
    }

    private static void insert(Transaction rows, List<Change> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        long number =
                rows.first(
                                "SELECT coalesce(max(number), 0) AS last FROM change",
                                row -> row.number("last"))
                        .orElse(0L);
        for (Change change : changes) {
            number++;
            rows.update(
                    "INSERT INTO change (number, at_micros, actor, kind, subject, words)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    number,
                    change.atWallMicros(),
                    change.actor(),
                    change.kind().label(),
                    change.subject(),
                    change.words());
        }
        rows.update("DELETE FROM change WHERE number <= ?", number - MOST_KEPT);
    }

    /// The changes of a time and later, newest first.
    ///
    /// @param limit at most [#MOST_READ]
    public List<Change> since(long wallMicros, int limit) throws StoreUnavailable {
        return newest(wallMicros, Long.MAX_VALUE, Math.clamp(limit, 1, MOST_READ));
    }

    /// The newest changes of a time range, newest first, at most [#MOST_READ].
    public List<Change> between(long fromWallMicros, long toWallMicros) throws StoreUnavailable {
        return newest(fromWallMicros, toWallMicros, MOST_READ);
    }

    private List<Change> newest(long from, long to, int most) throws StoreUnavailable {
        List<Change> changes = new ArrayList<>(waiting());
        changes.removeIf(change -> change.atWallMicros() < from || change.atWallMicros() > to);
        changes = new ArrayList<>(changes.reversed());
        changes.addAll(
                store.read(rows ->
                        rows.known(
                                "SELECT at_micros, actor, kind, subject, words FROM change"
                                        + " WHERE at_micros >= ? AND at_micros <= ? ORDER BY number DESC LIMIT ?",
                                ChangeLog::change,
                                from,
                                to,
                                most)));
        return List.copyOf(changes.subList(0, Math.min(most, changes.size())));
    }

    private static Change change(Row row) throws SQLException {
        return new Change(
                row.number("at_micros"),
                row.text("actor"),
                Change.Kind.ofLabel(row.text("kind")),
                row.textOrNull("subject"),
                row.text("words"));
    }
}
