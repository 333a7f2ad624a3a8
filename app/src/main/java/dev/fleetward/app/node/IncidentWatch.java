package dev.fleetward.app.node;

import dev.fleetward.control.admin.LedgerQueries;
import dev.fleetward.control.incident.AlertSource;
import dev.fleetward.control.incident.Complaints;
import dev.fleetward.control.incident.Evidence;
import dev.fleetward.control.incident.IncidentDesk;
import dev.fleetward.control.incident.Incidents;
import dev.fleetward.control.incident.LedgerRows;
import dev.fleetward.control.incident.NoticesFromMemory;
import dev.fleetward.control.incident.Scenes;
import dev.fleetward.control.incident.StatusPages;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.Webhook;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.QuotaView;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The incidents of a running node, and who is told of them by its configuration. Thread-safe.
final class IncidentWatch implements AutoCloseable {
    private static final int MOST_ROWS = 100;
    private static final Duration QUERY_TIME = Duration.ofSeconds(10);

    private final Targets targets;
    private final Incidents incidents;
    private final StatusPages pages;
    private final Scenes scenes;
    private final NoticesFromMemory fromMemory;

    private IncidentWatch(
            Targets targets,
            Incidents incidents,
            StatusPages pages,
            Scenes scenes,
            NoticesFromMemory fromMemory) {
        this.targets = targets;
        this.incidents = incidents;
        this.pages = pages;
        this.scenes = scenes;
        this.fromMemory = fromMemory;
    }

    /// @param node what the node alerts of about itself
    /// @param further where alerts come from besides that and the complaints of users
    /// @param quotas the limits of the running gateway
    /// @param changes what altered the snapshot
    static IncidentWatch start(
            ControlStore store,
            Complaints complaints,
            Clock clock,
            Supplier<@Nullable FleetSnapshot> snapshot,
            Supplier<QuotaView> quotas,
            LoadResult.Loaded first,
            LedgerQueries ledger,
            Evidence.Changes changes,
            AlertSource node,
            List<AlertSource> further) {
        Targets targets = new Targets();
        targets.take(first);
        List<AlertSource> sources = new ArrayList<>(further);
        sources.add(complaints);
        sources.add(node);
        IncidentDesk desk =
                new IncidentDesk(
                        store,
                        clock,
                        snapshot,
                        () -> targets.webhooks,
                        sources,
                        IncidentPolicy.DEFAULT);
        StatusPages pages = new StatusPages(desk, () -> targets.statusPages, clock);
        Scenes scenes = new Scenes(desk, snapshot, quotas, rows(ledger), clock);
        NoticesFromMemory fromMemory =
                new NoticesFromMemory(
                        node,
                        desk::waitsForTheStore,
                        snapshot,
                        () -> targets.webhooks,
                        IncidentPolicy.DEFAULT,
                        clock);
        desk.start();
        pages.start();
        scenes.start();
        fromMemory.start();
        return new IncidentWatch(
                targets,
                new Incidents(desk, new Evidence(rows(ledger), changes), complaints),
                pages,
                scenes,
                fromMemory);
    }

    private static LedgerRows rows(LedgerQueries ledger) {
        return query -> {
            try {
                return ledger.sql(query, MOST_ROWS, QUERY_TIME).rows();
            } catch (LedgerQueries.QueryRefused refused) {
                throw new IOException(refused.getMessage(), refused);
            }
        };
    }

    /// From now on, who is told is what this configuration says.
    void take(LoadResult result) {
        targets.take(result);
    }

    Incidents incidents() {
        return incidents;
    }

    @Override
    public void close() throws InterruptedException {
        fromMemory.close();
        scenes.close();
        pages.close();
        incidents.desk().close();
    }

    /// Whom the last sound configuration names. Thread-safe.
    private static final class Targets {
        volatile List<Webhook> webhooks = List.of();
        volatile Map<String, URI> statusPages = Map.of();

        void take(LoadResult result) {
            if (result instanceof LoadResult.Loaded loaded) {
                Map<String, URI> pages = new LinkedHashMap<>();
                loaded.config()
                        .providers()
                        .forEach((name, provider) -> {
                            if (provider.statusPage() != null) {
                                pages.put(name, provider.statusPage());
                            }
                        });
                statusPages = Map.copyOf(pages);
                webhooks = loaded.webhooks();
            }
        }
    }
}
