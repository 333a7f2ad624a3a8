package dev.fleetward.control.incident;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Change;
import dev.fleetward.core.incident.Handling;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.IncidentBook;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.incident.Moment;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks the sources what holds, keeps the incidents that come of it and has them told. Each change
/// is written to the control store together with the notices of it; while the store cannot be
/// written, the book goes on in memory and all of it is written later. Thread-safe.
public final class IncidentDesk implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(IncidentDesk.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final int STEPS_BETWEEN_SWEEPS = 300;

    private final ControlStore store;
    private final Clock clock;
    private final Supplier<@Nullable FleetSnapshot> snapshot;
    private final Supplier<List<Webhook>> webhooks;
    private final List<AlertSource> sources;
    private final IncidentPolicy policy;
    private final Notices notices;
    private final Breadcrumbs breadcrumbs = new Breadcrumbs();
    private final Thread thread;

    /// What each source said last; of none that has not spoken yet.
    private final Map<AlertSource, List<Alert>> said = new HashMap<>();

    // Guarded by this.
    private @Nullable IncidentBook book;
    private final TreeMap<Long, Incident> unwritten = new TreeMap<>();

    private volatile List<Incident> open = List.of();
    private volatile boolean waitsForTheStore;
    private int steps;

    /// @param snapshot null before the first
    public IncidentDesk(
            ControlStore store,
            Clock clock,
            Supplier<@Nullable FleetSnapshot> snapshot,
            Supplier<List<Webhook>> webhooks,
            List<AlertSource> sources,
            IncidentPolicy policy) {
        this.store = store;
        this.clock = clock;
        this.snapshot = snapshot;
        this.webhooks = webhooks;
        this.sources = List.copyOf(sources);
        this.policy = policy;
        this.notices = new Notices(store, webhooks, clock);
        this.thread = Thread.ofVirtual().name("incidents").unstarted(this::run);
        store.whenUsable(this::writeAgain);
    }

    /// The file may be another one than before: it gets all that is open.
    private synchronized void writeAgain() {
        if (book != null) {
            book.open().forEach(incident -> unwritten.putIfAbsent(incident.number(), incident));
        }
    }

    /// Begins to ask every few seconds.
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try {
                    step();
                    waitsForTheStore = false;
                    notices.nudge();
                    if (steps++ % STEPS_BETWEEN_SWEEPS == 0) {
                        notices.sweep();
                    }
                } catch (StoreUnavailable later) {
                    waitsForTheStore = true;
                    LOG.log(System.Logger.Level.DEBUG, "incidents wait for the store", later);
                } catch (RuntimeException bug) {
                    LOG.log(System.Logger.Level.ERROR, "a fault of the incidents", bug);
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks all sources once and keeps what comes of it. Called by one thread.
    void step() throws StoreUnavailable {
        IncidentBook known = book();
        FleetSnapshot fleet = snapshot.get();
        if (fleet == null) {
            return;
        }
        List<Alert> alerts = ask();
        Set<Alert.Kind> unheard = unheard();
        synchronized (this) {
            Collection<Change> changes = known.take(alerts, unheard, fleet, clock.wallMicros());
            keep(changes);
            breadcrumbs
                    .forIncidents(known.open())
                    .forEach((number, moments) ->
                            moments.forEach(moment -> keep(known.note(number, moment))));
            write();
        }
    }

    private List<Alert> ask() {
        List<Alert> alerts = new ArrayList<>();
        for (AlertSource source : sources) {
            try {
                said.put(source, List.copyOf(source.alerts()));
                breadcrumbs.add(source.moments(), clock.wallMicros());
            } catch (IOException | RuntimeException silent) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        source.name() + " cannot tell its alerts; those it told last still hold",
                        silent);
            }
            alerts.addAll(said.getOrDefault(source, List.of()));
        }
        return alerts;
    }

    /// The kinds that are told by a source which has not spoken since this process started.
    private Set<Alert.Kind> unheard() {
        Set<Alert.Kind> unheard = EnumSet.noneOf(Alert.Kind.class);
        for (AlertSource source : sources) {
            if (!said.containsKey(source)) {
                unheard.addAll(source.kinds());
            }
        }
        return unheard;
    }

    /// The book, read from the store when it is first needed. All open incidents are told again to
    /// whom they were not told yet: webhooks may be new.
    private synchronized IncidentBook book() throws StoreUnavailable {
        if (book == null) {
            long now = clock.wallMicros();
            book =
                    store.read(rows ->
                            new IncidentBook(
                                    policy,
                                    IncidentRows.known(rows, now - policy.graceMicros()),
                                    IncidentRows.nextNumber(rows),
                                    now));
            book.open().forEach(incident -> unwritten.put(incident.number(), incident));
            open = book.open();
        }
        return book;
    }

    private synchronized void keep(Collection<Change> changes) {
        for (Change change : changes) {
            Incident before = before(change.after().number());
            unwritten.put(change.after().number(), change.after());
            if (before == null || before.state() != change.after().state()) {
                tell(change.after());
            }
        }
        open = book == null ? List.of() : book.open();
    }

    private @Nullable Incident before(long number) {
        return open.stream()
                .filter(incident -> incident.number() == number)
                .findFirst()
                .orElse(null);
    }

    private void keep(Handling handling) {
        if (handling instanceof Handling.Done done) {
            keep(done.changes());
        }
    }

    private static void tell(Incident incident) {
        LOG.log(
                incident.isOpen() && incident.severity() == Severity.PAGE
                        ? System.Logger.Level.WARNING
                        : System.Logger.Level.INFO,
                incident.id()
                        + " "
                        + incident.state().label()
                        + " ("
                        + incident.severity().label()
                        + "): "
                        + incident.title());
    }

    /// Writes what is not written yet, and the notices of it, in one transaction.
    private void write() throws StoreUnavailable {
        if (unwritten.isEmpty()) {
            return;
        }
        List<Incident> changed = List.copyOf(unwritten.values());
        Map<Long, Incident> into = new LinkedHashMap<>();
        for (Incident incident : changed) {
            if (incident.mergedInto() != 0 && book != null) {
                book.find(incident.mergedInto())
                        .ifPresent(other -> into.put(other.number(), other));
            }
        }
        List<Webhook> told = webhooks.get();
        long now = clock.wallMicros();
        boolean room =
                store.write(rows -> {
                    for (Incident incident : changed) {
                        IncidentRows.save(rows, incident);
                    }
                    IncidentRows.prune(rows);
                    return Outbox.put(rows, told, changed, into::get, now);
                });
        if (room) {
            unwritten.clear();
        }
    }

    /// The open incidents, oldest first.
    public List<Incident> open() {
        return open;
    }

    /// Whether what came of the last look could not be kept.
    public boolean waitsForTheStore() {
        return waitsForTheStore;
    }

    /// How many are open, of each severity.
    public Map<Severity, Integer> openBySeverity() {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        for (Severity severity : Severity.values()) {
            counts.put(severity, 0);
        }
        open.forEach(incident -> counts.merge(incident.severity(), 1, Integer::sum));
        return counts;
    }

    /// The newest incidents, newest first, whatever their state.
    public List<Incident> newest(int limit) throws StoreUnavailable {
        List<Incident> stored = store.read(rows -> IncidentRows.newest(rows, limit));
        synchronized (this) {
            IncidentBook known = book;
            return known == null
                    ? stored
                    : stored.stream()
                            .map(incident -> known.find(incident.number()).orElse(incident))
                            .toList();
        }
    }

    public Optional<Incident> find(long number) throws StoreUnavailable {
        synchronized (this) {
            Optional<Incident> known = book == null ? Optional.empty() : book.find(number);
            if (known.isPresent()) {
                return known;
            }
        }
        return store.read(rows -> IncidentRows.find(rows, number));
    }

    /// Somebody takes it on.
    ///
    /// @throws StoreUnavailable where the incidents were not read yet
    public Handled acknowledge(long number, String by, @Nullable String note)
            throws StoreUnavailable {
        Incident.Acknowledgement who = new Incident.Acknowledgement(by, clock.wallMicros(), note);
        return handle(known -> known.acknowledge(number, who));
    }

    /// Somebody says that it is over.
    ///
    /// @throws StoreUnavailable where the incidents were not read yet
    public Handled resolve(long number, String by, @Nullable String note) throws StoreUnavailable {
        return handle(known -> known.resolve(number, by, note, clock.wallMicros()));
    }

    /// Writes something into its time line.
    void note(long number, Moment moment) throws StoreUnavailable {
        handle(known -> known.note(number, moment));
    }

    private synchronized Handled handle(Function<IncidentBook, Handling> how)
            throws StoreUnavailable {
        Handling handling = how.apply(book());
        keep(handling);
        try {
            write();
            return new Handled(handling, true);
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "an incident's change waits for the store", later);
            return new Handled(handling, false);
        }
    }

    /// How the notices of each webhook are.
    public List<Outbox.Summary> notices() throws StoreUnavailable {
        return notices.summaries();
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        if (thread.isAlive()) {
            thread.join();
        }
        notices.close();
    }
}
