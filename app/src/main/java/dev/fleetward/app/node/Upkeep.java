package dev.fleetward.app.node;

import dev.fleetward.control.operations.BreakerBook;
import dev.fleetward.control.operations.Change;
import dev.fleetward.control.operations.ChangeLog;
import dev.fleetward.control.operations.ConfigChanges;
import dev.fleetward.control.operations.DeployBook;
import dev.fleetward.control.operations.DirectiveBook;
import dev.fleetward.control.operations.Operations;
import dev.fleetward.control.operations.PolicyChanges;
import dev.fleetward.control.operations.StrayDesk;
import dev.fleetward.control.operations.VersionBook;
import dev.fleetward.control.region.KeptFinding;
import dev.fleetward.control.registry.ConfigWatcher;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.health.BreakerState;
import dev.fleetward.core.incident.Moment;
import dev.fleetward.core.objective.BurnPolicy;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.relay.Gateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is asked of the running fleet and what altered it, kept in the control store. Thread-safe;
/// begun and ended by one thread.
final class Upkeep implements AutoCloseable {
    private final ControlStore store;
    private final Clock clock;
    private final ChangeLog changes;
    private final DeployBook deploys;
    private final DirectiveBook directives;
    private final VersionBook versions;
    private final StrayDesk strays;
    private final ConfigChanges configChanges;
    private final PolicyChanges policyChanges;
    private final BreakerBook breakers;
    private List<BreakerState> breakersBefore = List.of();
    private volatile @Nullable Gateway gateway;

    private Upkeep(Path folder, Clock clock, Current current) {
        this.clock = clock;
        store = ControlStore.start(folder, clock);
        changes = new ChangeLog(store);
        deploys = new DeployBook(store, changes, clock);
        directives =
                new DirectiveBook(
                        store,
                        changes,
                        clock,
                        stopped -> current.direct(now -> now.stopping(stopped)));
        versions =
                new VersionBook(
                        store,
                        changes,
                        clock,
                        decided -> current.direct(now -> now.deciding(decided)));
        strays =
                new StrayDesk(
                        store,
                        changes,
                        clock,
                        strayed -> current.direct(now -> now.straying(strayed)));
        configChanges = new ConfigChanges(store, changes, clock);
        policyChanges = new PolicyChanges(changes, clock);
        breakers = new BreakerBook(store, changes, clock);
    }

    /// Begins to open the store; the rest of the start goes on meanwhile.
    static Upkeep begin(Path folder, Clock clock, Current current) {
        return new Upkeep(folder, clock, current);
    }

    /// Puts the directives of earlier processes in force, and reads what they knew of endpoints.
    /// Where the store cannot be read, or is not open in time, calls are served without them until
    /// it can.
    void restore() {
        directives.settle();
        versions.settle();
        strays.settle();
        breakersBefore = breakers.stored();
    }

    /// What earlier processes knew of endpoints, for the gateway to start with.
    List<BreakerState> breakersBefore() {
        return breakersBefore;
    }

    /// From now on `serving` serves, at first what `loaded` says.
    void serveBy(Gateway serving, LoadResult.Loaded loaded) {
        gateway = serving;
        breakers.start(serving.view());
        configChanges.served(loaded, "start");
    }

    /// `file` was read again.
    void reread(LoadResult result, Path file) {
        if (gateway != null && result instanceof LoadResult.Loaded loaded) {
            configChanges.served(loaded, "file " + file.getFileName());
        }
    }

    /// Error budgets ask for this from now on.
    void acted(BurnPolicy policy) {
        policyChanges.acted(policy);
    }

    /// A route is at its peak, or over it.
    void peaked(String route, String words) {
        changes.add(new Change(clock.wallMicros(), "peaks", Change.Kind.POLICY, route, words));
    }

    /// Something happened at a pool that nobody asked for.
    void noticed(QuotaNotices.Notice notice) {
        changes.add(
                new Change(
                        clock.wallMicros(),
                        "quota",
                        Change.Kind.QUOTA,
                        notice.subject(),
                        notice.words()));
    }

    /// Calls that were served where they may not be are told to auditors.
    void found(List<KeptFinding> findings) {
        for (KeptFinding each : findings) {
            if (each.kind() == KeptFinding.Kind.OUTSIDE) {
                changes.add(
                        new Change(
                                each.wallMicros(),
                                "regions",
                                Change.Kind.RESIDENCY,
                                each.cell().endpoint(),
                                each.words()));
            }
        }
    }

    private void forgive(String endpoint) {
        Gateway serving = gateway;
        if (serving != null) {
            serving.resetBreaker(endpoint);
        }
    }

    /// Which endpoints are kept from calls of a zone.
    StrayDesk strays() {
        return strays;
    }

    ControlStore store() {
        return store;
    }

    /// What altered the fleet in a time range, for time lines, which have the steps of breakers
    /// from elsewhere.
    List<Moment> changed(long fromWallMicros, long toWallMicros) throws IOException {
        return changes.between(fromWallMicros, toWallMicros).stream()
                .filter(change -> change.kind() != Change.Kind.BREAKER)
                .map(change ->
                        new Moment(
                                change.atWallMicros(),
                                Moment.Kind.CHANGE,
                                change.words() + " (" + change.actor() + ")"))
                .toList();
    }

    Operations operations(ConfigWatcher watcher) {
        return new Operations(
                directives, versions, strays, changes, deploys, this::forgive, watcher::reload);
    }

    @Override
    public void close() throws InterruptedException {
        breakers.close();
        store.close();
    }
}
