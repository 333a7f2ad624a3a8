package dev.fleetward.control.region;

import dev.fleetward.control.incident.AlertSource;
import dev.fleetward.control.ledger.History;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerListener;
import dev.fleetward.control.ledger.QueryRefused;
import dev.fleetward.control.ledger.ServedCall;
import dev.fleetward.control.ledger.ServedRow;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.region.RolloutBook;
import dev.fleetward.core.region.RolloutMatrix;
import dev.fleetward.core.region.Sighting;
import dev.fleetward.core.region.VersionTruth;
import dev.fleetward.core.region.Zones;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sees what served every attempt, as the ledger takes it, and keeps which model version each
/// region serves. Thread-safe.
///
/// 1. Calls are counted in the ledger and nowhere else; first sights and findings are kept in the
///    control store, where nothing of them is altered.
/// 2. At a greeting the book is made anew of both, in the background; the one in use stands until
///    then, and what is told meanwhile is shown to both.
/// 3. A finding is told once, also after a restart. One that a killed process could not keep is
///    found again in the ledger.
public final class RegionWatch implements Regions, AlertSource, AutoCloseable {
    static final Duration PERIOD = Duration.ofSeconds(2);

    /// How far back calls are counted; first sights are kept for longer.
    static final Duration COUNTED = Duration.ofDays(60);

    /// Sightings that wait for a book; the oldest go.
    static final int MOST_WAITING = 65_536;

    private static final System.Logger LOG = System.getLogger(RegionWatch.class.getName());
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final RegionKeeping keeping;
    private final CallsInLedger calls;
    private final Supplier<FleetSnapshot> fleet;
    private final Clock clock;
    private final Told told;
    private final Listener listener = new Listener();
    private final Thread thread;
    private final Object lock = new Object();

    private volatile RegionReading reading = RegionReading.FIRST;
    private volatile boolean stopping;

    // Guarded by the lock.
    private @Nullable RolloutBook book;
    private @Nullable Coming coming;
    private boolean again;
    private @Nullable String failed;

    // Of the watch's thread alone.
    private @Nullable Map<String, Map<String, Long>> published;
    private @Nullable FleetSnapshot zonesOf;

    /// A book in the making.
    ///
    /// @param since what was told since the greeting
    private record Coming(History history, Deque<Sighting> since, boolean first) {}

    private RegionWatch(
            Ledger ledger,
            ControlStore store,
            Supplier<FleetSnapshot> fleet,
            Clock clock,
            Told told) {
        this.ledger = ledger;
        this.keeping = new RegionKeeping(store);
        this.calls = new CallsInLedger(ledger, fleet);
        this.fleet = fleet;
        this.clock = clock;
        this.told = told;
        this.thread = Thread.ofVirtual().name("regions").unstarted(this::run);
    }

    /// Begins to watch.
    public static RegionWatch start(
            Ledger ledger,
            ControlStore store,
            Supplier<FleetSnapshot> fleet,
            Clock clock,
            Told told) {
        RegionWatch watch = new RegionWatch(ledger, store, fleet, clock, told);
        ledger.listen(watch.listener);
        watch.thread.start();
        return watch;
    }

    @Override
    public RegionReading reading() {
        return reading;
    }

    /// Takes what somebody else found of what answers where: it is kept and told like its own.
    ///
    /// @return whether it was not found before
    public boolean take(KeptFinding finding) {
        boolean fresh = keeping.found(finding);
        LockSupport.unpark(thread);
        return fresh;
    }

    @Override
    public String name() {
        return "the watch over regions";
    }

    @Override
    public Set<Alert.Kind> kinds() {
        return Set.of(
                Alert.Kind.VERSION,
                Alert.Kind.RESIDENCY,
                Alert.Kind.REGION_LABEL,
                Alert.Kind.UNLIKE);
    }

    @Override
    public List<Alert> alerts() throws IOException {
        RegionReading seen = reading;
        if (!seen.known()) {
            throw new IOException(seen.trouble());
        }
        return seen.alerts();
    }

    private final class Listener implements LedgerListener {
        @Override
        public void greeted(History history) {
            Coming made;
            Coming dropped;
            synchronized (lock) {
                made = new Coming(history, new ArrayDeque<>(), book == null);
                dropped = coming;
                coming = made;
            }
            if (dropped != null) {
                dropped.history().cancel();
            }
            Thread.ofPlatform().daemon().name("regions-reading").start(() -> make(made));
        }

        @Override
        public void taken(CallEvent event) {
            Sighting seen =
                    Sightings.of(event, CallsInLedger.zones(fleet.get(), event)).orElse(null);
            if (seen == null) {
                return;
            }
            boolean found = false;
            synchronized (lock) {
                if (book != null) {
                    found = keeping.found(book.see(seen));
                }
                if (coming != null && coming.since().size() < MOST_WAITING) {
                    coming.since().addLast(seen);
                }
            }
            if (found) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void upToDate(long nanos) {}
    }

    private void make(Coming made) {
        String problem = null;
        try (History history = made.history()) {
            Instant from = Instant.EPOCH.plus(clock.wallMicros(), ChronoUnit.MICROS).minus(COUNTED);
            List<ServedRow> counted = history.served(from);
            List<ServedCall> last = history.servedLast();
            RegionKeeping.Kept kept = keeping.read();
            FleetSnapshot snapshot = fleet.get();
            Zones zones = snapshot.zones();
            RegionRebuild past =
                    RegionRebuild.of(
                            kept.lines(), counted, zones, snapshot.lineages(), clock.wallMicros());
            synchronized (lock) {
                if (coming == made) {
                    adopt(past, made, kept);
                    keeping.found(CallsInLedger.outside(last, snapshot, zones));
                }
            }
        } catch (QueryRefused | RuntimeException e) {
            problem = String.valueOf(e.getMessage());
            LOG.log(System.Logger.Level.WARNING, "the regions of the past: " + problem);
        }
        synchronized (lock) {
            if (problem == null || coming == made) {
                failed = problem;
            }
            if (problem != null && coming == made) {
                coming = null;
                again = true;
            }
        }
        LockSupport.unpark(thread);
    }

    /// Under the lock.
    private void adopt(RegionRebuild past, Coming made, RegionKeeping.Kept kept) {
        if (made.first()) {
            keeping.restore(kept.findings());
        }
        keeping.keep(past.lines());
        keeping.found(past.findings());
        for (Sighting seen : made.since()) {
            keeping.found(past.book().see(seen));
        }
        if (book != null) {
            keeping.keep(book.drain());
        }
        book = past.book();
        coming = null;
    }

    @Override
    public LateRegion.Outcome late(List<LateRegion> told) throws IOException {
        Map<String, LateRegion> byId = new LinkedHashMap<>();
        told.forEach(each -> byId.putIfAbsent(each.requestId(), each));
        Set<String> before = keeping.told(byId.keySet());
        byId.keySet().removeAll(before);
        List<Sighting> seen = calls.of(byId.keySet());
        List<LateRegion> joined = new ArrayList<>();
        synchronized (lock) {
            if (book == null) {
                throw new IOException(reading.trouble());
            }
            for (Sighting each : seen) {
                LateRegion where = byId.remove(each.requestId());
                if (where != null) {
                    keeping.found(book.enrich(each, where.region()));
                    joined.add(where);
                }
            }
            keeping.keep(book.drain());
            again |= coming != null; // The one to come does not know of it.
        }
        keeping.late(joined);
        LockSupport.unpark(thread);
        return new LateRegion.Outcome(joined.size(), before.size(), byId.size());
    }

    private void run() {
        while (!stopping) {
            try {
                look();
            } catch (RuntimeException bug) {
                LOG.log(System.Logger.Level.WARNING, "the watch over regions failed", bug);
            }
            LockSupport.parkNanos(this, PERIOD.toNanos());
        }
        write();
    }

    private void look() {
        FleetSnapshot snapshot = fleet.get();
        long now = clock.wallMicros();
        RolloutMatrix matrix = null;
        VersionTruth truth = null;
        List<KeptFinding> known = keeping.newest();
        boolean ask;
        String problem;
        synchronized (lock) {
            if (book != null) {
                if (zonesOf != snapshot) {
                    book.configured(snapshot.zones(), snapshot.lineages());
                    zonesOf = snapshot;
                }
                matrix = book.matrix();
                truth = book.truth();
            }
            ask = again;
            again = false;
            problem = failed;
        }
        if (ask) {
            ledger.listen(listener);
        }
        if (matrix != null && truth != null) {
            Map<String, Map<String, Long>> shape = Shape.of(truth);
            if (!shape.equals(published)) {
                published = shape;
                told.versions(truth);
            }
            reading =
                    new RegionReading(
                            true,
                            problem,
                            now,
                            matrix,
                            known,
                            RegionAlerts.of(snapshot, matrix, known, now));
        }
        write();
    }

    private void write() {
        synchronized (lock) {
            if (book != null) {
                keeping.keep(book.drain());
            }
        }
        List<KeptFinding> written = keeping.write();
        if (!written.isEmpty()) {
            told.found(written);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(END_LIMIT);
        Coming unfinished;
        synchronized (lock) {
            unfinished = coming;
            coming = null;
        }
        if (unfinished != null) {
            unfinished.history().cancel();
        }
    }
}
