package dev.fleetward.control.incident;

import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Moment;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.QuotaView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes into the time line of an incident how things stood when it was opened, opened again or
/// given another cause: what was routed, which versions answered, which limits held. Thread-safe.
///
/// 1. What was written is a part of the incident and stays as it is.
/// 2. Of every such turn there is one moment of traffic, at the very time of the turn, and one of
///    limits that is not older. What is missing of them is due: so what a process left undone when
///    it died, the next one does, from the ledger as of then.
/// 3. An incident gets [#MOST] of them.
public final class Scenes implements AutoCloseable {
    /// How many turns of one incident are described.
    static final int MOST = 20;

    /// Until the ledger has all that was settled before a turn, and how long it is asked then.
    static final Duration LEDGER_LATE = Duration.ofSeconds(5);

    static final Duration LEDGER_SILENT = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(Scenes.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final IncidentDesk desk;
    private final Supplier<@Nullable FleetSnapshot> fleet;
    private final Supplier<QuotaView> quotas;
    private final LedgerRows ledger;
    private final Clock clock;
    private final Thread thread;

    /// @param quotas the limits of the running gateway
    public Scenes(
            IncidentDesk desk,
            Supplier<@Nullable FleetSnapshot> fleet,
            Supplier<QuotaView> quotas,
            LedgerRows ledger,
            Clock clock) {
        this.desk = desk;
        this.fleet = fleet;
        this.quotas = quotas;
        this.ledger = ledger;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("scenes").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try {
                    step();
                } catch (RuntimeException bug) {
                    LOG.log(System.Logger.Level.ERROR, "a fault of incidents' scenes", bug);
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Writes what is due, once.
    void step() {
        for (Incident incident : desk.open()) {
            if (incident.momentsDropped() > 0) {
                continue;
            }
            List<Long> turns =
                    incident.timeLine().stream()
                            .filter(Scenes::isTurn)
                            .map(Moment::wallMicros)
                            .distinct()
                            .limit(MOST)
                            .toList();
            if (!turns.isEmpty()) {
                limits(incident, turns.getLast());
                turns.stream()
                        .filter(at -> !hasTraffic(incident, at))
                        .forEach(at -> traffic(incident, at));
            }
        }
    }

    private static boolean isTurn(Moment moment) {
        return switch (moment.kind()) {
            case OPENED, REOPENED, CAUSE -> true;
            case JOINED,
                    CLEARED,
                    RETURNED,
                    ESCALATED,
                    ACKNOWLEDGED,
                    RESOLVED,
                    MERGED,
                    NOTE,
                    BREAKER,
                    TRAFFIC,
                    FAILURES,
                    VERSION,
                    LIMITS,
                    CHANGE,
                    PROVIDER_STATUS ->
                    false;
        };
    }

    private static boolean hasTraffic(Incident incident, long at) {
        return incident.timeLine().stream()
                .anyMatch(it -> it.kind() == Moment.Kind.TRAFFIC && it.wallMicros() == at);
    }

    private void limits(Incident incident, long at) {
        FleetSnapshot known = fleet.get();
        boolean written =
                incident.timeLine().stream()
                        .anyMatch(it -> it.kind() == Moment.Kind.LIMITS && it.wallMicros() >= at);
        if (known != null && !written) {
            // A clock that was set back must not make it due for ever.
            long now = Math.max(at, clock.wallMicros());
            note(incident, Scene.held(incident, known, quotas.get(), now));
        }
    }

    private void traffic(Incident incident, long at) {
        long since = clock.wallMicros() - at;
        if (since < TimeUnit.MICROSECONDS.convert(LEDGER_LATE)) {
            return;
        }
        try {
            note(incident, Scene.routed(incident, at, ledger));
        } catch (IOException | RuntimeException silent) {
            if (since > TimeUnit.MICROSECONDS.convert(LEDGER_SILENT)) {
                note(
                        incident,
                        List.of(
                                new Moment(
                                        at,
                                        Moment.Kind.TRAFFIC,
                                        "What was routed is not kept here: the ledger did not"
                                                + " answer.")));
            }
        }
    }

    private void note(Incident incident, List<Moment> moments) {
        for (Moment moment : moments) {
            try {
                desk.note(incident.number(), moment);
            } catch (StoreUnavailable later) {
                // The book has it; it is written with the next change.
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        if (thread.isAlive()) {
            thread.join();
        }
    }
}
