package dev.fleetward.app.node;

import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.ProblemReport;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.gateway.relay.Gateway;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The snapshot that is served, and who is handed the next one: each configuration with the
/// directives that stand. Thread-safe; snapshots are handed over one at a time.
final class Current {
    private static final System.Logger LOG = System.getLogger(Current.class.getName());

    private volatile @Nullable FleetSnapshot snapshot;
    private @Nullable Gateway gateway;
    private Directives directives = Directives.NONE;

    /// Takes over what is sound; what is not changes nothing and is logged. Directives stand.
    synchronized void take(LoadResult result) {
        switch (result) {
            case LoadResult.Loaded loaded -> {
                publish(loaded.snapshot());
                if (gateway != null) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "configuration version " + loaded.snapshot().version() + " is served");
                }
            }
            case LoadResult.Rejected rejected -> {
                if (gateway != null) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "the configuration has mistakes; the last good one is served\n"
                                    + ProblemReport.text(rejected.problems()));
                }
            }
        }
    }

    /// Alters the directives, for this configuration and those to come.
    ///
    /// @param change told those that stand; answers those that are to
    synchronized void direct(UnaryOperator<Directives> change) {
        Directives next = change.apply(directives);
        if (!next.equals(directives)) {
            directives = next;
            FleetSnapshot served = snapshot;
            if (served != null) {
                publish(served);
            }
        }
    }

    private void publish(FleetSnapshot next) {
        FleetSnapshot directed = next.directed(directives);
        snapshot = directed;
        if (gateway != null) {
            gateway.adopt(directed);
        }
    }

    /// From now on, `serving` gets what is taken.
    synchronized void serveBy(Gateway serving) {
        gateway = serving;
    }

    /// Null before the first sound result.
    @Nullable FleetSnapshot snapshotOrNull() {
        return snapshot;
    }

    FleetSnapshot snapshot() {
        return Objects.requireNonNull(snapshot, "nothing was loaded yet");
    }
}
