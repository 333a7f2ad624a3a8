package dev.fleetward.control.operations;

import dev.fleetward.control.registry.ConfigShape;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Secret;
import dev.fleetward.core.unit.Clock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes into the change log what each configuration altered that came to be served: against the
/// one before it, or, at the start, against what an earlier process served. Thread-safe; may block.
public final class ConfigChanges {
    private final ControlStore store;
    private final ChangeLog changes;
    private final Clock clock;
    private LoadResult.@Nullable Loaded served;

    public ConfigChanges(ControlStore store, ChangeLog changes, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.clock = clock;
    }

    /// `loaded` is served from now on.
    ///
    /// @param actor who or what brought it
    public synchronized void served(LoadResult.Loaded loaded, String actor) {
        LoadResult.Loaded before = served;
        served = loaded;
        List<Change> altered = new ArrayList<>();
        if (before == null) {
            atStart(loaded, actor, altered);
        } else {
            var old = ConfigShape.of(before.config());
            credentials(before.snapshot(), loaded.snapshot(), actor, altered);
            List<String> lines = ConfigDifference.lines(old, ConfigShape.of(loaded.config()));
            if (!lines.isEmpty() || altered.isEmpty()) {
                altered.add(configuration(loaded, actor, " is served", lines));
            }
        }
        keep(loaded, altered);
    }

    private void atStart(LoadResult.Loaded loaded, String actor, List<Change> altered) {
        String started = " is served since this start";
        try {
            SortedMap<String, String> before = new TreeMap<>();
            store.read(rows ->
                            rows.list(
                                    "SELECT path, value FROM served_configuration",
                                    row -> Map.entry(row.text("path"), row.text("value"))))
                    .forEach(entry -> before.put(entry.getKey(), entry.getValue()));
            altered.add(
                    before.isEmpty()
                            ? configuration(
                                    loaded, actor, started + ", the first with this store", null)
                            : configuration(
                                    loaded,
                                    actor,
                                    started,
                                    ConfigDifference.lines(before, shown(loaded))));
        } catch (StoreUnavailable unknown) {
            altered.add(configuration(loaded, actor, started, null));
        }
    }

    private static SortedMap<String, String> shown(LoadResult.Loaded loaded) {
        SortedMap<String, String> shown = new TreeMap<>();
        ConfigShape.of(loaded.config()).forEach((path, value) -> shown.put(path, value.shown()));
        return shown;
    }

    /// @param lines null where nobody knows what was served before
    private Change configuration(
            LoadResult.Loaded loaded, String actor, String how, @Nullable List<String> lines) {
        String what =
                lines == null
                        ? ""
                        : lines.isEmpty() ? "; nothing differs" : ": " + String.join("; ", lines);
        return new Change(
                clock.wallMicros(),
                actor,
                Change.Kind.CONFIGURATION,
                null,
                "configuration version " + loaded.snapshot().version() + how + what);
    }

    private void credentials(
            FleetSnapshot before, FleetSnapshot after, String actor, List<Change> altered) {
        new TreeMap<>(after.providers())
                .forEach((name, provider) -> {
                    Provider old = before.providers().get(name);
                    if (old != null && rotated(old.credential(), provider.credential())) {
                        altered.add(
                                new Change(
                                        clock.wallMicros(),
                                        actor,
                                        Change.Kind.CREDENTIAL,
                                        name,
                                        "the credential of provider "
                                                + name
                                                + " changed; new calls use the new one"));
                    }
                });
    }

    private static boolean rotated(@Nullable Secret old, @Nullable Secret now) {
        return old != null && now != null && !old.reveal().equals(now.reveal());
    }

    private void keep(LoadResult.Loaded loaded, List<Change> altered) {
        changes.addWith(altered, rows -> replace(rows, shown(loaded)));
    }

    private static void replace(Transaction rows, SortedMap<String, String> shown)
            throws SQLException {
        rows.update("DELETE FROM served_configuration");
        for (Map.Entry<String, String> each : shown.entrySet()) {
            rows.update(
                    "INSERT INTO served_configuration (path, value) VALUES (?, ?)",
                    each.getKey(),
                    each.getValue());
        }
    }
}
