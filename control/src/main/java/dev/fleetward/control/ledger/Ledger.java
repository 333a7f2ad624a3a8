package dev.fleetward.control.ledger;

import dev.fleetward.core.event.SegmentFormat.Name;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The ledger: takes call events from the segments in `events/` of the data folder into the table
/// `events` of `ledger.duckdb`, and answers questions about them. Opening takes place in the
/// background and is tried again for ever; meanwhile events wait in the log. Thread-safe.
public final class Ledger {
    /// What the writer of the log answers where there is none in this process.
    public static final long NO_WRITER = -1;

    private static final System.Logger LOG = System.getLogger(Ledger.class.getName());
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    /// A quiet turn that takes longer was not let run.
    private static final long STARVED_NANOS = 1_000_000_000L;

    /// Damaged segments that the status tells of.
    private static final int SET_ASIDE_TOLD = 20;

    private final Path data;
    private final long liveEpoch;
    private final Clock clock;
    private final LedgerSettings settings;
    private final Queries queries;
    private final Thread thread;
    private final List<String> setAside = new CopyOnWriteArrayList<>();
    private final @Nullable Runnable makeQuiet;
    private final Listeners listeners = new Listeners();

    private volatile boolean stopping;
    private volatile @Nullable Store store;
    private volatile LedgerStatus.State state = LedgerStatus.State.OPENING;
    private volatile @Nullable String problem;
    private volatile Progress progress = new Progress(0, 0, 0, 0);
    private volatile SpendToDate spent = new SpendToDate(Map.of(), Map.of());

    /// What the ledger's thread last told.
    private record Progress(long eventsTaken, int openAttempts, long forgotten, long unknown) {}

    /// The form of an export.
    public enum Format {
        PARQUET("parquet", "FORMAT parquet, COMPRESSION zstd"),
        CSV("csv", "FORMAT csv, HEADER true");

        private final String suffix;
        private final String options;

        Format(String suffix, String options) {
            this.suffix = suffix;
            this.options = options;
        }

        public String suffix() {
            return suffix;
        }

        String options() {
            return options;
        }
    }

    private Ledger(
            Path data,
            long liveEpoch,
            Clock clock,
            LedgerSettings settings,
            @Nullable Runnable makeQuiet) {
        this.makeQuiet = makeQuiet;
        this.data = data;
        this.liveEpoch = liveEpoch;
        this.clock = clock;
        this.settings = settings;
        this.queries = new Queries(() -> store, settings.queries());
        this.thread = Thread.ofPlatform().daemon().name("ledger").unstarted(this::run);
    }

    /// Starts the ledger's thread and returns at once.
    ///
    /// @param data the data folder
    /// @param liveEpoch the epoch of the log that this process writes, or [#NO_WRITER]; every other
    ///   epoch's writer is taken for dead
    public static Ledger start(Path data, long liveEpoch, Clock clock, LedgerSettings settings) {
        return start(data, liveEpoch, clock, settings, null);
    }

    /// The same, with events taken on a thread of low urgency while the ledger keeps up.
    ///
    /// @param makeQuiet lowers the urgency of the thread that runs it; null if all is to be alike
    public static Ledger start(
            Path data,
            long liveEpoch,
            Clock clock,
            LedgerSettings settings,
            @Nullable Runnable makeQuiet) {
        Ledger ledger = new Ledger(data, liveEpoch, clock, settings, makeQuiet);
        ledger.thread.start();
        return ledger;
    }

    public LedgerStatus status() {
        Progress now = progress;
        return new LedgerStatus(
                state,
                problem,
                now.eventsTaken(),
                now.unknown(),
                now.openAttempts(),
                now.forgotten(),
                setAside);
    }

    /// Has it told of all events, those from before included; where it is told already, from the
    /// start again.
    public void listen(LedgerListener listener) {
        listeners.add(listener);
    }

    /// What was recorded and not yet taken. Looks at the segments; not for the hot path.
    public Lag lag() throws IOException {
        Map<Name, Integer> taken = Checkpoint.read(data).map(Journal::offsets).orElse(Map.of());
        return Lag.of(new SegmentsOnDisk(data.resolve(SegmentsOnDisk.FOLDER)), taken);
    }

    /// Today's and this month's spend by feature, as far as events were taken.
    public SpendToDate spent() {
        return spent;
    }

    /// Calls, tokens and cost by one or two columns, of calls accepted in `[from, to)`.
    /// `input_tokens` is of all kinds, cached ones included.
    public Table totals(List<GroupBy> groups, Instant from, Instant to) throws QueryRefused {
        return queries.totals(groups, from, to);
    }

    /// How well endpoints, features, or features at endpoints did, with calls accepted in `[from,
    /// to)`: shares of 1, times, cost. Null where nothing was counted or measured.
    ///
    /// @param groups one or both of [GroupBy#ENDPOINT] and [GroupBy#FEATURE]
    /// @param complained the ids of calls that users complained of
    public Table health(
            List<GroupBy> groups, Instant from, Instant to, Collection<String> complained)
            throws QueryRefused {
        return queries.health(groups, from, to, complained);
    }

    /// The newest attempts, all columns. `limit` is at most 1,000.
    public Table recent(int limit, @Nullable String feature, @Nullable String endpoint)
            throws QueryRefused {
        return queries.recent(limit, feature, endpoint);
    }

    /// The attempts that providers gave these ids, oldest first.
    public List<ServedCall> requests(List<String> requestIds) throws QueryRefused {
        return queries.requests(requestIds);
    }

    /// Per feature and per endpoint (`kind`, `name`), what ended within the window until now.
    public Table live(Duration window) throws QueryRefused {
        Instant now = Instant.EPOCH.plusNanos(Math.multiplyExact(clock.wallMicros(), 1_000L));
        return queries.live(now.minus(window));
    }

    /// Per feature and tenant, who used a pool (or any) from `from` until before `to`: tokens, its
    /// `share` of them, waits, refusals.
    ///
    /// @param routes that lead to the pool: what was refused belongs to no pool, but to a route
    public Table usage(Instant from, Instant to, @Nullable String pool, Collection<String> routes)
            throws QueryRefused {
        return queries.usage(from, to, pool, routes);
    }

    /// Per feature and class, what is usual for a pool.
    public Table load(PoolLoad question) throws QueryRefused {
        return queries.load(question);
    }

    /// How long calls at a pool take: `first_token_seconds`, and `token_seconds` for each after it;
    /// null where nobody knows.
    public Table pace(String pool, Instant from, Instant to) throws QueryRefused {
        return queries.pace(pool, from, to);
    }

    /// Hour by hour, what calls accepted in `[from, to)` did.
    public WorkSeen work(Instant from, Instant to) throws QueryRefused {
        return queries.work(from, to);
    }

    /// One `SELECT` of a stranger. `maxRows` is at most 10,000.
    public Table sql(String query, int maxRows, Duration timeout) throws QueryRefused {
        return queries.sql(query, maxRows, timeout);
    }

    /// Writes the events of calls accepted in `[from, to)` to a file, replacing it.
    public void export(Path target, Format format, Instant from, Instant to) throws QueryRefused {
        queries.export(target, format, from, to);
    }

    /// Takes what the log still holds, then closes the database. Call it after the log was closed.
    public void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
    }

    private void run() {
        Duration retry = FIRST_RETRY;
        while (true) {
            try {
                serve();
                state = LedgerStatus.State.STOPPED;
                return;
            } catch (SQLException | IOException | RuntimeException failed) {
                problem = String.valueOf(failed.getMessage());
                state = LedgerStatus.State.RETRYING;
                LOG.log(System.Logger.Level.WARNING, "The ledger will be tried again: " + problem);
            }
            if (stopping) {
                state = LedgerStatus.State.STOPPED;
                return;
            }
            pause(retry);
            retry =
                    retry.multipliedBy(2).compareTo(LAST_RETRY) < 0
                            ? retry.multipliedBy(2)
                            : LAST_RETRY;
        }
    }

    private void serve() throws SQLException, IOException {
        Room room = new Room(data);
        room.require();
        try (QuietWork quiet = makeQuiet == null ? null : new QuietWork(makeQuiet);
                Store opened = Store.open(data, settings);
                Intake intake =
                        new Intake(
                                data,
                                liveEpoch,
                                opened,
                                this::tellSetAside,
                                listeners::taken,
                                clock.nanos())) {
            listeners.startOver();
            store = opened;
            state = LedgerStatus.State.RUNNING;
            problem = null;
            boolean last;
            boolean behind = false;
            int taken;
            do {
                // Read first: what the log closed before the wish to stop is taken in a turn that
                // begins after it.
                last = stopping;
                QuietWork how = last || behind ? null : quiet;
                int most = how == null ? Intake.EVENTS_PER_COMMIT : Intake.EVENTS_PER_QUIET_COMMIT;
                listeners.greet(opened);
                room.require();
                long began = clock.nanos();
                taken = takeBatch(intake, how, most);
                behind = taken >= most || (how != null && clock.nanos() - began > STARVED_NANOS);
                if (!behind) {
                    listeners.upToDate(began);
                    pause(settings.poll());
                }
            } while (taken >= 0 || !last);
            intake.checkpoint(clock.nanos());
            room.require();
            opened.checkpoint();
        } finally {
            store = null;
        }
    }

    /// The number of events, −1 where there was nothing to take. A commit costs the same for one
    /// event as for a thousand, so what trickles in is left to gather for a while. A full batch, or
    /// a quiet turn that was hardly let run, says that the ledger is behind: the next turn is then
    /// urgent, because a log that fills up refuses calls.
    private int takeBatch(Intake intake, @Nullable QuietWork quiet, int most)
            throws SQLException, IOException {
        int taken =
                quiet == null
                        ? intake.step(most, clock.nanos())
                        : quiet.take(() -> intake.step(most, clock.nanos()));
        tellProgress(intake, Math.max(taken, 0));
        return taken;
    }

    private void tellProgress(Intake intake, int taken) {
        Journal journal = intake.journal();
        progress =
                new Progress(
                        progress.eventsTaken() + taken,
                        journal.openAttempts().size(),
                        journal.forgotten(),
                        intake.unknown());
        spent = journal.spend().toDate(SpendBook.dayOf(clock.wallMicros()));
    }

    private void tellSetAside(String words) {
        LOG.log(System.Logger.Level.WARNING, "An event segment was set aside: " + words);
        if (setAside.size() < SET_ASIDE_TOLD) {
            setAside.add(words);
        }
    }

    private void pause(Duration time) {
        if (!stopping) {
            LockSupport.parkNanos(this, time.toNanos());
        }
    }
}
