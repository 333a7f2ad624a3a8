package dev.fleetward.control.operations;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.unit.Clock;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The directives that stand, for endpoints by name. They outlive reloads of the configuration and
/// restarts: one for an endpoint that is gone from the configuration is kept, so that an edit that
/// takes an endpoint out and puts it back does not set it to work again.
///
/// A directive takes effect whether or not it can be stored; whoever gave it is told which, and it
/// is stored as soon as that is possible. Thread-safe; may block.
public final class DirectiveBook {
    private final ControlStore store;
    private final ChangeLog changes;
    private final Clock clock;
    private final Consumer<Set<String>> publish;

    /// Held while a directive is given, restored or written, so that the store gets them in order.
    private final ReentrantLock giving = new ReentrantLock();

    private volatile Map<String, Directive> standing = Map.of();

    // Under the lock: whether the store was read, what was given before that (null: lifted), and
    // whether the store lacks anything.
    private boolean restored;
    private final Map<String, @Nullable Directive> givenBefore = new HashMap<>();
    private boolean unwritten;

    /// @param stored whether it is on the disk; if not, a restart of the process forgets it until
    ///   the store is usable again
    public record Given(@Nullable Directive directive, boolean stored) {}

    /// @param publish told the names of all endpoints that take no new calls, whenever they change
    public DirectiveBook(
            ControlStore store, ChangeLog changes, Clock clock, Consumer<Set<String>> publish) {
        this.store = store;
        this.changes = changes;
        this.clock = clock;
        this.publish = publish;
        store.whenUsable(this::settleAgain);
    }

    /// The file may be another one than before: what stands is what this process knows.
    private void settleAgain() {
        giving.lock();
        try {
            unwritten |= restored;
        } finally {
            giving.unlock();
        }
        settle();
    }

    /// All that stand, by endpoint.
    public Map<String, Directive> standing() {
        return standing;
    }

    /// Takes over what an earlier process stored, and writes what could not be written so far.
    ///
    /// @return whether memory and store agree now
    public boolean settle() {
        giving.lock();
        try {
            if (!restored) {
                restore();
            } else if (unwritten) {
                write(List.of());
            }
            return restored && !unwritten;
        } finally {
            giving.unlock();
        }
    }

    private void restore() {
        try {
            Map<String, Directive> all = new TreeMap<>();
            store.read(rows -> rows.known("SELECT * FROM directive", DirectiveBook::directive))
                    .forEach(stored -> all.put(stored.endpoint(), stored));
            givenBefore.forEach((endpoint, given) -> {
                if (given == null) {
                    all.remove(endpoint);
                } else {
                    all.put(endpoint, given);
                }
            });
            givenBefore.clear();
            restored = true;
            stand(all);
            if (unwritten) {
                write(List.of());
            }
        } catch (StoreUnavailable later) {
            unwritten |= !givenBefore.isEmpty();
        }
    }

    /// From now on the endpoint takes no new calls.
    ///
    /// @param actor who says so
    public Given give(
            String endpoint, Directive.State state, String actor, @Nullable String reason) {
        long now = clock.wallMicros();
        Directive directive = new Directive(endpoint, state, actor, reason, now);
        Change change =
                new Change(
                        now,
                        actor,
                        Change.Kind.DIRECTIVE,
                        endpoint,
                        "endpoint " + endpoint + " " + state.label() + because(reason));
        return change(endpoint, directive, change);
    }

    /// From now on the endpoint takes calls again, as far as directives are concerned. Nothing is
    /// written where none stood; where that is not known yet, it holds against what the store says
    /// later.
    public Given lift(String endpoint, String actor, @Nullable String reason) {
        giving.lock();
        try {
            boolean settled = settle();
            Directive before = standing.get(endpoint);
            if (before == null && restored) {
                return new Given(null, settled);
            }
            Change change =
                    new Change(
                            clock.wallMicros(),
                            actor,
                            Change.Kind.DIRECTIVE,
                            endpoint,
                            "endpoint "
                                    + endpoint
                                    + " serves again"
                                    + was(before)
                                    + because(reason));
            return change(endpoint, null, change);
        } finally {
            giving.unlock();
        }
    }

    private static String was(@Nullable Directive before) {
        return before == null
                ? ", whatever was asked of it before"
                : "; it was " + before.state().label() + " by " + before.actor();
    }

    private static String because(@Nullable String reason) {
        return reason == null ? "" : ": " + reason;
    }

    private Given change(String endpoint, @Nullable Directive directive, Change change) {
        giving.lock();
        try {
            Map<String, Directive> all = new TreeMap<>(standing);
            if (directive == null) {
                all.remove(endpoint);
            } else {
                all.put(endpoint, directive);
            }
            stand(all);
            unwritten = true;
            if (!restored) {
                givenBefore.put(endpoint, directive);
                restore();
            }
            return new Given(directive, write(List.of(change)));
        } finally {
            giving.unlock();
        }
    }

    private void stand(Map<String, Directive> all) {
        standing = Map.copyOf(all);
        publish.accept(standing.keySet());
    }

    /// Writes all directives and what altered them, in one transaction.
    private boolean write(List<Change> altered) {
        if (!restored) {
            altered.forEach(changes::keep);
            return false;
        }
        unwritten = !changes.addWith(altered, this::replace);
        return !unwritten;
    }

    private void replace(Transaction rows) throws SQLException {
        rows.update("DELETE FROM directive");
        for (Directive each : standing.values()) {
            rows.update(
                    "INSERT INTO directive (endpoint, state, reason, actor, since_micros)"
                            + " VALUES (?, ?, ?, ?, ?)",
                    each.endpoint(),
                    each.state().label(),
                    each.reason(),
                    each.actor(),
                    each.sinceWallMicros());
        }
    }

    private static Directive directive(Row row) throws SQLException {
        return new Directive(
                row.text("endpoint"),
                Directive.State.valueOf(row.text("state").toUpperCase(java.util.Locale.ROOT)),
                row.text("actor"),
                row.textOrNull("reason"),
                row.number("since_micros"));
    }
}
