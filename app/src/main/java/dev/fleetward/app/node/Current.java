package dev.fleetward.app.node;

import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.ProblemReport;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.gateway.relay.Gateway;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The snapshot that is served, and who is handed the next one. Thread-safe; results come one at a
/// time.
final class Current {
    private static final System.Logger LOG = System.getLogger(Current.class.getName());

    private final Function<LoadResult.Loaded, FleetSnapshot> served;
    private volatile @Nullable FleetSnapshot snapshot;
    private volatile @Nullable Gateway gateway;

    /// @param served what is served of a configuration
    Current(Function<LoadResult.Loaded, FleetSnapshot> served) {
        this.served = served;
    }

    /// Takes over what is sound; what is not changes nothing and is logged.
    void take(LoadResult result) {
        Gateway serving = gateway;
        switch (result) {
            case LoadResult.Loaded loaded -> {
                FleetSnapshot next = served.apply(loaded);
                snapshot = next;
                if (serving != null) {
                    serving.adopt(next);
                    LOG.log(
                            System.Logger.Level.INFO,
                            "configuration version " + loaded.snapshot().version() + " is served");
                }
            }
            case LoadResult.Rejected rejected -> {
                if (serving != null) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "the configuration has mistakes; the last good one is served\n"
                                    + ProblemReport.text(rejected.problems()));
                }
            }
        }
    }

    /// From now on, `serving` gets what is taken.
    void serveBy(Gateway serving) {
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
