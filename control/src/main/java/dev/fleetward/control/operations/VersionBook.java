package dev.fleetward.control.operations;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.region.Promotions;
import dev.fleetward.core.region.Promotions.Verdict;
import dev.fleetward.core.region.VersionName;
import dev.fleetward.core.unit.Clock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which versions were promoted or held on which route. A decision is in force once it is on the
/// disk, and outlives reloads and restarts; one for a route that is gone from the configuration is
/// kept, for it may come back. Thread-safe; may block.
public final class VersionBook {
    /// Decisions that stand at a time.
    public static final int MOST = 1_000;

    private final ControlStore store;
    private final ChangeLog changes;
    private final Clock clock;
    private final Consumer<Map<String, Promotions>> publish;

    /// Held while a decision is taken or restored, so that they are published in order.
    private final ReentrantLock deciding = new ReentrantLock();

    private boolean restored;
    private volatile List<VersionDirective> standing = List.of();

    /// @param publish told what stands, by route, whenever it changes
    public VersionBook(
            ControlStore store,
            ChangeLog changes,
            Clock clock,
            Consumer<Map<String, Promotions>> publish) {
        this.store = store;
        this.changes = changes;
        this.clock = clock;
        this.publish = publish;
        store.whenUsable(this::settleAgain);
    }

    /// The file may be another one than before: what stands is what this process knows.
    private void settleAgain() {
        deciding.lock();
        try {
            if (restored) {
                store.write(this::replace);
            } else {
                restore();
            }
        } catch (StoreUnavailable later) {
            // What is decided next, or the next time that the store is usable, writes it.
        } finally {
            deciding.unlock();
        }
    }

    private boolean replace(Transaction rows) throws SQLException {
        rows.update("DELETE FROM version_directive");
        for (VersionDirective each : standing) {
            put(rows, each);
        }
        return true;
    }

    /// All that stand, in the order in which they were taken.
    public List<VersionDirective> standing() {
        return standing;
    }

    /// Takes over what an earlier process stored, if the store can be read; else it is tried again
    /// when it can.
    public void settle() {
        try {
            restore();
        } catch (StoreUnavailable later) {
            // Calls are served by the policies alone until then.
        }
    }

    private void restore() throws StoreUnavailable {
        deciding.lock();
        try {
            if (!restored) {
                List<VersionDirective> stored =
                        store.read(rows ->
                                rows.known(
                                        "SELECT * FROM version_directive ORDER BY since_micros,"
                                                + " route, version",
                                        VersionBook::directive));
                restored = true;
                stand(stored);
            }
        } finally {
            deciding.unlock();
        }
    }

    /// From now on the route takes the version, or takes it from nobody.
    ///
    /// @param actor who says so
    public VersionDirective give(
            String route, String version, Verdict verdict, String actor, @Nullable String reason)
            throws StoreUnavailable {
        deciding.lock();
        try {
            restore();
            long now = clock.wallMicros();
            VersionDirective given =
                    new VersionDirective(
                            route, VersionName.plain(version), verdict, actor, reason, now);
            store.write(rows -> put(rows, given));
            List<VersionDirective> all = without(route, given.version());
            all.add(given);
            stand(all);
            tell(
                    given.route(),
                    actor,
                    given.version() + " is " + given.label() + " on route " + route,
                    reason);
            return given;
        } finally {
            deciding.unlock();
        }
    }

    private static int put(Transaction rows, VersionDirective given) throws SQLException {
        return rows.update(
                "INSERT INTO version_directive (route, version, verdict, reason, actor,"
                        + " since_micros) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (route, version) DO UPDATE SET"
                        + " verdict = excluded.verdict, reason = excluded.reason,"
                        + " actor = excluded.actor, since_micros = excluded.since_micros",
                given.route(),
                given.version(),
                given.label(),
                given.reason(),
                given.actor(),
                given.sinceWallMicros());
    }

    /// From now on the route's policy alone says what becomes of the version.
    ///
    /// @return what stood; empty, and nothing is done, where nothing did
    public Optional<VersionDirective> lift(
            String route, String version, String actor, @Nullable String reason)
            throws StoreUnavailable {
        deciding.lock();
        try {
            restore();
            String plain = VersionName.plain(version);
            Optional<VersionDirective> stood =
                    standing.stream().filter(it -> is(it, route, plain)).findAny();
            if (stood.isPresent()) {
                store.write(rows ->
                        rows.update(
                                "DELETE FROM version_directive WHERE route = ? AND version = ?",
                                route,
                                plain));
                stand(without(route, plain));
                tell(
                        route,
                        actor,
                        plain
                                + " is no longer "
                                + stood.get().label()
                                + " on route "
                                + route
                                + ": its policy decides",
                        reason);
            }
            return stood;
        } finally {
            deciding.unlock();
        }
    }

    private List<VersionDirective> without(String route, String version) {
        List<VersionDirective> others = new ArrayList<>(standing);
        others.removeIf(it -> is(it, route, version));
        return others;
    }

    private static boolean is(VersionDirective directive, String route, String version) {
        return directive.route().equals(route) && directive.version().equals(version);
    }

    private void stand(List<VersionDirective> all) {
        standing = List.copyOf(all);
        Map<String, Map<String, Verdict>> byRoute = new HashMap<>();
        for (VersionDirective each : all) {
            byRoute.computeIfAbsent(each.route(), route -> new HashMap<>())
                    .put(each.version(), each.verdict());
        }
        Map<String, Promotions> promotions = new HashMap<>();
        byRoute.forEach((route, verdicts) -> promotions.put(route, new Promotions(verdicts)));
        publish.accept(promotions);
    }

    private void tell(String route, String actor, String words, @Nullable String reason) {
        changes.add(
                new Change(
                        clock.wallMicros(),
                        actor,
                        Change.Kind.DIRECTIVE,
                        route,
                        reason == null ? words : words + ": " + reason));
    }

    private static VersionDirective directive(Row row) throws SQLException {
        return new VersionDirective(
                row.text("route"),
                row.text("version"),
                VersionDirective.verdict(row.text("verdict")),
                row.text("actor"),
                row.textOrNull("reason"),
                row.number("since_micros"));
    }
}
