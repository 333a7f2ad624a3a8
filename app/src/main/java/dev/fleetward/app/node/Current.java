package dev.fleetward.app.node;

import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.ProblemReport;
import dev.fleetward.core.region.VersionTruth;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.season.SeasonView;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The snapshot that is served, and who is handed the next one: each configuration with the
/// directives that stand, and with what is known of its versions. Thread-safe; snapshots are handed
/// over one at a time.
final class Current {
    private static final System.Logger LOG = System.getLogger(Current.class.getName());

    private final Function<LoadResult.Loaded, FleetSnapshot> served;
    private final UnaryOperator<FleetSnapshot> guests;
    private @Nullable FleetSnapshot configured;
    private volatile @Nullable FleetSnapshot snapshot;
    private @Nullable Consumer<FleetSnapshot> gateway;
    private Directives directives = Directives.NONE;
    private VersionTruth versions = VersionTruth.NOTHING;
    private SeasonView seasons = SeasonView.NOTHING;
    private SeasonPlan plan = SeasonPlan.NOTHING;

    /// @param served what is served of a configuration
    Current(Function<LoadResult.Loaded, FleetSnapshot> served) {
        this(served, snapshot -> snapshot);
    }

    /// @param served what is served of a configuration
    /// @param guests adds the keys that hold for a while; asked at each change and by [#renew]
    Current(
            Function<LoadResult.Loaded, FleetSnapshot> served,
            UnaryOperator<FleetSnapshot> guests) {
        this.served = served;
        this.guests = guests;
    }

    /// Takes over what is sound; what is not changes nothing and is logged. Directives stand.
    synchronized void take(LoadResult result) {
        switch (result) {
            case LoadResult.Loaded loaded -> {
                publish(served.apply(loaded));
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
            renew();
        }
    }

    /// Something that is put on top of the configuration is another one now.
    synchronized void renew() {
        FleetSnapshot now = configured;
        if (now != null) {
            publish(now);
        }
    }

    /// What is known of the versions that endpoints serve, for this configuration and those to
    /// come.
    synchronized void know(VersionTruth truth) {
        versions = truth;
        renew();
    }

    /// How soon endpoints are expected to answer, for this configuration and those to come.
    synchronized void expect(SeasonView view) {
        seasons = view;
        renew();
    }

    /// How slow endpoints will be, for this configuration and those to come.
    synchronized void foretell(SeasonPlan foretold) {
        if (!foretold.equals(plan)) {
            plan = foretold;
            renew();
        }
    }

    private void publish(FleetSnapshot next) {
        configured = next;
        FleetSnapshot directed =
                guests.apply(next).directed(directives).with(versions).with(seasons).with(plan);
        snapshot = directed;
        if (gateway != null) {
            gateway.accept(directed);
        }
    }

    /// From now on, `serving` gets what is taken; at once what it missed while it was started.
    synchronized void serveBy(Consumer<FleetSnapshot> serving) {
        gateway = serving;
        FleetSnapshot now = snapshot;
        if (now != null) {
            serving.accept(now);
        }
    }

    /// Null before the first sound result.
    @Nullable FleetSnapshot snapshotOrNull() {
        return snapshot;
    }

    FleetSnapshot snapshot() {
        return Objects.requireNonNull(snapshot, "nothing was loaded yet");
    }
}
