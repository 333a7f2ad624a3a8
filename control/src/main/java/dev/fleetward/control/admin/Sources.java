package dev.fleetward.control.admin;

import dev.fleetward.control.evaluation.Evaluations;
import dev.fleetward.control.incident.Incidents;
import dev.fleetward.control.likeness.Likenesses;
import dev.fleetward.control.likeness.live.LiveLikenesses;
import dev.fleetward.control.operations.Operations;
import dev.fleetward.control.probe.Probes;
import dev.fleetward.control.region.Regions;
import dev.fleetward.control.registry.ConfigStatus;
import dev.fleetward.control.season.Seasons;
import dev.fleetward.control.store.StoreStatus;
import dev.fleetward.control.watch.WatchReading;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.GatewayView;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where the admin API's answers come from. Immutable; every source is thread-safe.
///
/// @param version the product's version
/// @param lifecycle where the process stands between start and stop
/// @param snapshot the snapshot that the gateway serves from; null before the first
/// @param metrics the metrics in Prometheus text format
/// @param store how the control store is
/// @param incidents what may be asked of incidents and complaints
/// @param probes how endpoints are probed
/// @param likenesses whether the models behind the endpoints are still the same
/// @param live what live traffic shows of that
/// @param watch what the watch last saw
/// @param regions which model answers where
/// @param seasons what is usual at which hour
/// @param operations what may be done to the running fleet
/// @param evaluations who may run eval suites, and what came of them
/// @param scratch an existing folder for exports that are being sent
public record Sources(
        String version,
        Clock clock,
        Supplier<Lifecycle> lifecycle,
        Supplier<@Nullable FleetSnapshot> snapshot,
        Supplier<ConfigStatus> config,
        GatewayView gateway,
        LedgerQueries ledger,
        Supplier<String> metrics,
        Supplier<StoreStatus> store,
        Incidents incidents,
        Probes probes,
        Likenesses likenesses,
        LiveLikenesses live,
        Supplier<WatchReading> watch,
        Regions regions,
        Seasons seasons,
        Operations operations,
        Evaluations evaluations,
        Path scratch) {

    /// Where a process stands between start and stop.
    public enum Lifecycle {
        STARTING,
        SERVING,
        STOPPING
    }
}
