package dev.fleetward.control.watch;

import dev.fleetward.control.incident.AlertSource;
import dev.fleetward.control.incident.Complaints;
import dev.fleetward.control.ledger.History;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerListener;
import dev.fleetward.control.ledger.LedgerStatus;
import dev.fleetward.control.ledger.QueryRefused;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.control.watch.WatchReading.State;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.objective.BurnAlerts;
import dev.fleetward.core.objective.BurnPolicy;
import dev.fleetward.core.objective.Holder;
import dev.fleetward.core.objective.ObjectiveBook;
import dev.fleetward.core.objective.ServiceLevel;
import dev.fleetward.core.objective.Standing;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sees every closed event once, as the ledger takes it, and looks every [#PERIOD] at what becomes
/// of the fleet's promises. Thread-safe.
///
/// What it knows can always be made again from the ledger, and is, when the process starts, when
/// the database is opened again, and when other things are promised. Meanwhile what was known
/// stands, and new events are counted beside it:
///
/// 1. The book in use, if there is one, gets every event that is told.
/// 2. The book to come has a part from the table as it was at the greeting and a part from what was
///    told since; only their sum is ever used.
/// 3. Each book in use knows up to which number it has counted complaints, and gets those after it
///    at every look; while the control store cannot be read they wait.
public final class Watch implements AlertSource, AutoCloseable {
    static final Duration PERIOD = Duration.ofSeconds(2);

    /// What is known to be missing for longer than this is said.
    static final Duration LATE = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    /// In microseconds.
    private static final long PERIOD_OF_PROMISES = Duration.ofDays(30).toNanos() / 1_000;

    private final Ledger ledger;
    private final Complaints complaints;
    private final Supplier<FleetSnapshot> fleet;
    private final Clock clock;
    private final Consumer<WatchReading> told;
    private final Listener listener = new Listener();
    private final WatchNotices notices = new WatchNotices();
    private final Thread thread;
    private final Object lock = new Object();

    private volatile WatchReading reading = WatchReading.FIRST;
    private volatile boolean stopping;

    /// Monotonic time of which everything is known, as far as the ledger told.
    private volatile long upToDateNanos;

    // Guarded by the lock.
    private @Nullable ObjectiveBook book;
    private long heard;
    private @Nullable Coming coming;
    private List<ServiceLevel> asked = List.of();
    private @Nullable String failed;

    /// A book in the making.
    ///
    /// @param since what was told since the greeting
    private record Coming(History history, ObjectiveBook since) {}

    private Watch(
            Ledger ledger,
            Complaints complaints,
            Supplier<FleetSnapshot> fleet,
            Clock clock,
            Consumer<WatchReading> told) {
        this.ledger = ledger;
        this.complaints = complaints;
        this.fleet = fleet;
        this.clock = clock;
        this.told = told;
        this.upToDateNanos = clock.nanos();
        this.thread = Thread.ofVirtual().name("watch").unstarted(this::run);
    }

    /// Begins to watch.
    ///
    /// @param told of every reading, on the watch's thread
    public static Watch start(
            Ledger ledger,
            Complaints complaints,
            Supplier<FleetSnapshot> fleet,
            Clock clock,
            Consumer<WatchReading> told) {
        Watch watch = new Watch(ledger, complaints, fleet, clock, told);
        ledger.listen(watch.listener);
        watch.thread.start();
        return watch;
    }

    /// What was last seen.
    public WatchReading reading() {
        return reading;
    }

    @Override
    public String name() {
        return "the watch";
    }

    @Override
    public Set<Alert.Kind> kinds() {
        return Set.of(Alert.Kind.BURN);
    }

    /// The budgets that burn too fast.
    @Override
    public List<Alert> alerts() throws IOException {
        WatchReading seen = reading;
        if (seen.state() != State.CURRENT) {
            throw new IOException(seen.trouble());
        }
        return seen.alerts();
    }

    private final class Listener implements LedgerListener {
        @Override
        public void greeted(History history) {
            List<ServiceLevel> levels = ServiceLevel.of(fleet.get());
            Coming made = new Coming(history, new ObjectiveBook(levels));
            Coming dropped;
            synchronized (lock) {
                dropped = coming;
                coming = made;
                asked = levels;
            }
            if (dropped != null) {
                dropped.history().cancel();
            }
            Thread.ofPlatform().daemon().name("watch-reading").start(() -> make(made));
        }

        @Override
        public void taken(CallEvent event) {
            long now = clock.wallMicros();
            synchronized (lock) {
                if (book != null) {
                    book.count(event, now);
                }
                if (coming != null) {
                    coming.since().count(event, now);
                }
            }
        }

        @Override
        public void upToDate(long nanos) {
            upToDateNanos = nanos;
        }
    }

    private void make(Coming made) {
        String problem = null;
        try (History history = made.history()) {
            List<ServiceLevel> levels = made.since().levels();
            List<Complaints.Numbered> complained = complainedAfter(0);
            ObjectiveBook past =
                    Rebuild.of(
                            history,
                            levels,
                            complained.stream().map(Complaints.Numbered::call).toList(),
                            clock.wallMicros());
            synchronized (lock) {
                if (coming == made) {
                    past.absorb(made.since(), clock.wallMicros());
                    book = past;
                    heard = complained.isEmpty() ? 0 : complained.getLast().number();
                    coming = null;
                }
            }
        } catch (QueryRefused | RuntimeException e) {
            problem = String.valueOf(e.getMessage());
        }
        synchronized (lock) {
            if (problem == null || coming == made) {
                failed = problem;
            }
            if (problem != null && coming == made) {
                LOG.log(System.Logger.Level.WARNING, "the history could not be read: " + problem);
                coming = null;
                asked = List.of(); // So that it is tried again.
            }
        }
        LockSupport.unpark(thread);
    }

    /// In the order of their numbers; none while the store cannot be read.
    private List<Complaints.Numbered> complainedAfter(long number) {
        try {
            return complaints.counted(number, clock.wallMicros() - PERIOD_OF_PROMISES);
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "complaints wait for the control store", later);
            return List.of();
        }
    }

    private void hear() {
        ObjectiveBook of;
        long after;
        synchronized (lock) {
            of = book;
            after = heard;
        }
        List<Complaints.Numbered> complained = of == null ? List.of() : complainedAfter(after);
        long now = clock.wallMicros();
        synchronized (lock) {
            if (of != null && of == book) {
                for (Complaints.Numbered each : complained) {
                    for (Holder.Kind kind : Holder.Kind.values()) {
                        of.complained(kind, each.call(), now);
                    }
                    heard = each.number();
                }
            }
        }
    }

    private void run() {
        while (!stopping) {
            try {
                look();
            } catch (RuntimeException bug) {
                LOG.log(System.Logger.Level.WARNING, "the watch failed", bug);
            }
            LockSupport.parkNanos(this, PERIOD.toNanos());
        }
    }

    private void look() {
        hear();
        FleetSnapshot snapshot = fleet.get();
        long behind = clock.nanos() - upToDateNanos;
        long now = clock.wallMicros();
        boolean late = behind > LATE.toNanos();
        List<Standing> standings = null;
        boolean other;
        String problem;
        synchronized (lock) {
            if (book != null && !late) {
                book.evaluate(now);
                standings = book.standings(now);
            }
            other = coming == null && !asked.equals(ServiceLevel.of(snapshot));
            problem = failed;
        }
        if (other && !late) {
            ledger.listen(listener);
        }
        WatchReading next = read(snapshot, standings, late, behind, problem, now);
        notices.tell(next);
        told.accept(next); // First, so that what is shown to be done is done.
        reading = next;
    }

    private WatchReading read(
            FleetSnapshot snapshot,
            @Nullable List<Standing> standings,
            boolean late,
            long behindNanos,
            @Nullable String problem,
            long now) {
        long behindMillis = Math.max(0, behindNanos / 1_000_000);
        WatchReading last = reading;
        if (standings == null) {
            boolean reads = last.state() == State.READING;
            String trouble =
                    late
                            ? lateness(behindMillis)
                            : problem != null
                                    ? "the last 30 days could not be read: " + problem
                                    : WatchReading.FIRST.trouble();
            return new WatchReading(
                    reads ? State.READING : State.LATE,
                    trouble,
                    reads ? -1 : behindMillis,
                    now,
                    last.standings(),
                    last.alerts(),
                    last.policy().within(snapshot));
        }
        return new WatchReading(
                State.CURRENT,
                problem == null ? null : "the last 30 days could not be read anew: " + problem,
                behindMillis,
                now,
                standings,
                BurnAlerts.of(snapshot, standings),
                BurnPolicy.of(snapshot, standings, now));
    }

    private String lateness(long behindMillis) {
        LedgerStatus status = ledger.status();
        String why =
                status.problem() != null
                        ? "the ledger is down: " + status.problem()
                        : status.state() == LedgerStatus.State.OPENING
                                ? "the ledger is being opened"
                                : "the ledger is behind";
        return why + "; nothing is known of the last " + behindMillis / 1_000 + " s";
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
