package dev.fleetward.control.operations;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.unit.Clock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// What people marked as deployed, and with it all changes of ours that may have made calls slower.
/// Thread-safe; may block.
public final class DeployBook {
    /// Marks that are kept; the oldest go.
    static final int MOST_KEPT = 10_000;

    /// The most that one reading answers.
    public static final int MOST_READ = 1_000;

    private final ControlStore store;
    private final ChangeLog changes;
    private final Clock clock;

    public DeployBook(ControlStore store, ChangeLog changes, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.clock = clock;
    }

    /// Keeps a mark, and tells of it among the changes.
    ///
    /// @throws StoreUnavailable where it could not be written; then it is forgotten
    public void mark(Deploy deploy) throws StoreUnavailable {
        store.write(rows -> {
            rows.update(
                    "INSERT INTO deploy (number, at_micros, name, feature, note, actor) SELECT"
                            + " COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ? FROM deploy",
                    deploy.atWallMicros(),
                    deploy.name(),
                    deploy.feature(),
                    deploy.note(),
                    deploy.actor());
            return rows.update(
                    "DELETE FROM deploy WHERE number <= (SELECT MAX(number) FROM deploy) - ?",
                    MOST_KEPT);
        });
        changes.add(
                new Change(
                        clock.wallMicros(),
                        deploy.actor(),
                        Change.Kind.DEPLOY,
                        deploy.feature(),
                        "deploy "
                                + deploy.name()
                                + (deploy.feature() == null ? "" : " of " + deploy.feature())
                                + (deploy.note() == null ? "" : ": " + deploy.note())));
    }

    /// Those of a time range, the latest first.
    ///
    /// @param limit at most [#MOST_READ]
    public List<Deploy> between(long fromWallMicros, long toWallMicros, int limit)
            throws StoreUnavailable {
        return store.read(rows ->
                rows.known(
                        "SELECT at_micros, name, feature, note, actor FROM deploy WHERE at_micros"
                                + " >= ? AND at_micros <= ? ORDER BY at_micros DESC, number DESC"
                                + " LIMIT ?",
                        DeployBook::deploy,
                        fromWallMicros,
                        toWallMicros,
                        Math.clamp(limit, 1, MOST_READ)));
    }

    private static Deploy deploy(Row row) throws SQLException {
        return new Deploy(
                row.number("at_micros"),
                row.text("name"),
                row.textOrNull("feature"),
                row.textOrNull("note"),
                row.text("actor"));
    }

    /// Deploys, and configurations that differ from the one before, of a time range; where there
    /// are more than `most`, the latest.
    public List<Mark> marks(long fromWallMicros, long toWallMicros, int most)
            throws StoreUnavailable {
        List<Mark> marks = new ArrayList<>();
        for (Deploy deploy : between(fromWallMicros, toWallMicros, most)) {
            marks.add(
                    new Mark(
                            Mark.Kind.DEPLOY,
                            deploy.name(),
                            deploy.atWallMicros(),
                            deploy.feature() == null ? Set.of() : Set.of(deploy.feature())));
        }
        for (Change change : changes.between(fromWallMicros, toWallMicros)) {
            if (change.kind() == Change.Kind.CONFIGURATION && change.words().contains(": ")) {
                marks.add(
                        new Mark(
                                Mark.Kind.CONFIG,
                                change.words()
                                        .replaceFirst("^configuration ", "")
                                        .replaceFirst(" is served.*", ""),
                                change.atWallMicros(),
                                Set.of()));
            }
        }
        marks.sort(Comparator.comparingLong(Mark::wallMicros).reversed());
        return List.copyOf(marks.subList(0, Math.min(most, marks.size())));
    }
}
