package dev.fleetward.control.likeness.live;

import dev.fleetward.control.ledger.History;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerListener;
import dev.fleetward.control.region.KeptFinding;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.region.Lineages;
import dev.fleetward.core.region.likeness.FalseAlarms;
import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.Stream;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Compares what live traffic shows of the models: regions of one model with each other, and each
/// with its own past; on every call, at no cost. Thread-safe.
///
/// 1. Nothing is compared until the control store has told what was known; calls wait, within a
///    bound. So no window of bets begins a second time.
/// 2. No call is compared twice, even where the ledger takes it again.
/// 3. What is known is kept every [#KEPT_EVERY] and at the end. A process that is killed loses the
///    calls since then, and no more: which ones those are does not depend on what they showed, so
///    that it costs power and makes no false alarms.
/// 4. A difference is told before it is kept that it was; so it may be told twice, never not at
///    all.
public final class LiveLikeness implements LiveLikenesses, AutoCloseable {
    /// One false alarm of the whole fleet in ten months, in expectation, at most.
    public static final FalseAlarms ALLOWED = new FalseAlarms(0.1, 1_000);

    static final Duration PERIOD = Duration.ofSeconds(1);
    static final Duration KEPT_EVERY = Duration.ofSeconds(10);

    /// Within which a difference that was told is written.
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(LiveLikeness.class.getName());
    private static final Duration FORGET_EVERY = Duration.ofHours(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final LiveStore store;
    private final Supplier<FleetSnapshot> fleet;
    private final Clock clock;
    private final Told told;
    private final Waiting waiting;
    private final Thread thread;
    private volatile boolean stopping;

    /// Guards what follows.
    private final Object lock = new Object();

    private @Nullable LikenessBook book;
    private final Set<Stream> changed = new HashSet<>();
    private final Set<Stream> gone = new HashSet<>();
    private long untilMicros = -1;
    private long keptMicros = -1;
    private long calls;
    private long callsNotKept;

    // Of the watch's thread alone.
    private long keptNanos;
    private long forgotNanos;

    /// Who is told of differences, on the watch's thread.
    @FunctionalInterface
    public interface Told {
        /// @param endpoints whose whole answers may tell: both of a pair
        void unlike(KeptFinding finding, List<String> endpoints);
    }

    private LiveLikeness(
            ControlStore store, Supplier<FleetSnapshot> fleet, Clock clock, Told told) {
        this.store = new LiveStore(store, ALLOWED);
        this.fleet = fleet;
        this.clock = clock;
        this.told = told;
        this.waiting = new Waiting(clock);
        this.keptNanos = clock.nanos();
        this.forgotNanos = clock.nanos();
        this.thread = Thread.ofVirtual().name("live-likeness").unstarted(this::run);
    }

    /// Begins to compare.
    public static LiveLikeness start(
            Ledger ledger,
            ControlStore store,
            Supplier<FleetSnapshot> fleet,
            Clock clock,
            Told told) {
        LiveLikeness live = new LiveLikeness(store, fleet, clock, told);
        ledger.listen(live.new Listener());
        live.thread.start();
        return live;
    }

    /// Of the ledger's thread.
    private final class Listener implements LedgerListener {
        private Lineages lineages = Lineages.AS_SENT;
        private @Nullable FleetSnapshot lineagesOf;

        @Override
        public void greeted(History history) {
            history.close();
            waiting.mayRepeat();
        }

        @Override
        public void taken(CallEvent event) {
            FleetSnapshot now = fleet.get();
            if (now != lineagesOf) {
                lineages = now.lineages();
                lineagesOf = now;
            }
            ShownCall shown = ShownCall.of(event, lineages);
            if (shown != null) {
                waiting.add(shown);
            }
        }

        @Override
        public void upToDate(long nanos) {}
    }

    private void run() {
        while (!stopping) {
            look();
            LockSupport.parkNanos(this, PERIOD.toNanos());
        }
        look();
        keep();
    }

    private void look() {
        try {
            restore();
            boolean any = compare();
            long now = clock.nanos();
            if (now - keptNanos >= KEPT_EVERY.toNanos()) {
                keptNanos = any ? now - KEPT_EVERY.toNanos() + TOLD_WITHIN.toNanos() : now;
                if (!any) {
                    keep();
                }
            }
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "what was compared is not known yet", later);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.WARNING, "the comparison of live traffic failed", bug);
        }
    }

    private void restore() throws StoreUnavailable {
        synchronized (lock) {
            if (book != null) {
                return;
            }
        }
        LiveStore.Kept kept = store.read();
        LikenessBook known;
        try {
            known = new LikenessBook(ALLOWED, kept.rows());
        } catch (IllegalArgumentException otherVersion) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what was compared cannot be read and begins anew: "
                            + otherVersion.getMessage());
            store.clear();
            known = new LikenessBook(ALLOWED);
        }
        synchronized (lock) {
            book = known;
            untilMicros = kept.untilMicros();
            keptMicros = kept.keptMicros();
        }
        waiting.repeatedUntil(kept.untilMicros());
    }

    /// @return whether a difference was told
    private boolean compare() {
        boolean any = false;
        for (ShownCall call = waiting.next(); call != null; call = waiting.next()) {
            List<KeptFinding> findings = new ArrayList<>(0);
            List<List<String>> others = new ArrayList<>(0);
            synchronized (lock) {
                LikenessBook known = book;
                if (known == null) {
                    return any;
                }
                calls++;
                callsNotKept++;
                untilMicros = Math.max(untilMicros, call.endedMicros());
                changed.add(call.stream());
                for (LikenessBook.Finding each :
                        known.see(
                                call.stream(),
                                call.answerer().label(),
                                call.traits(),
                                call.endedMicros())) {
                    if (LiveReading.tells(each.verdict().signal())) {
                        findings.add(
                                Words.kept(
                                        each, known.unlike(each), this::sent, call.endedMicros()));
                        others.add(endpoints(each));
                    }
                }
            }
            for (int i = 0; i < findings.size(); i++) {
                any = true;
                told.unlike(findings.get(i), others.get(i));
            }
        }
        return any;
    }

    private static List<String> endpoints(LikenessBook.Finding finding) {
        String other = finding.other();
        String first = Answerer.ofLabel(finding.region()).endpoint();
        return other == null
                ? List.of(first)
                : List.of(first, Answerer.ofLabel(other).endpoint()).stream().distinct().toList();
    }

    private Optional<String> sent(String endpoint) {
        return Optional.ofNullable(fleet.get().endpoints().get(endpoint)).map(Endpoint::model);
    }

    private void keep() {
        List<LikenessBook.Row> rows;
        Set<Stream> written;
        Set<Stream> deleted;
        long until;
        long kept;
        long now = clock.wallMicros();
        synchronized (lock) {
            LikenessBook known = book;
            if (known == null) {
                return;
            }
            if (clock.nanos() - forgotNanos >= FORGET_EVERY.toNanos()) {
                forgotNanos = clock.nanos();
                gone.addAll(known.forget(now));
                changed.removeAll(gone);
            }
            if (changed.isEmpty() && gone.isEmpty()) {
                return;
            }
            written = Set.copyOf(changed);
            deleted = Set.copyOf(gone);
            changed.clear();
            gone.clear();
            until = untilMicros;
            kept = callsNotKept;
            rows = known.rows().stream().filter(row -> written.contains(row.stream())).toList();
        }
        try {
            store.keep(rows, deleted, until, now);
            synchronized (lock) {
                keptMicros = now;
                callsNotKept -= kept;
            }
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "what was compared is not kept", later);
            synchronized (lock) {
                changed.addAll(written);
                gone.addAll(deleted);
            }
        }
    }

    @Override
    public LiveReading reading() {
        synchronized (lock) {
            LikenessBook known = book;
            return known == null
                    ? new LiveReading(
                            "the control store has not told yet what was known",
                            ALLOWED,
                            0,
                            List.of(),
                            0,
                            0,
                            waiting.missed(),
                            -1)
                    : new LiveReading(
                            null,
                            ALLOWED,
                            known.comparisons(),
                            known.lines().stream()
                                    .sorted(
                                            Comparator.comparingDouble(
                                                    line -> -LiveReading.nearness(line.verdict())))
                                    .toList(),
                            calls,
                            callsNotKept,
                            known.left() + waiting.missed(),
                            keptMicros);
        }
    }

    @Override
    public boolean accept(String endpoint) {
        boolean any = false;
        synchronized (lock) {
            LikenessBook known = book;
            if (known == null) {
                return false;
            }
            Set<String> labels = new HashSet<>();
            for (LikenessBook.Line line : known.lines()) {
                if (line.other() == null
                        && Answerer.ofLabel(line.region()).endpoint().equals(endpoint)) {
                    labels.add(line.region());
                    changed.add(line.stream());
                    any = true;
                }
            }
            labels.forEach(known::rebase);
        }
        LockSupport.unpark(thread);
        return any;
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(END_LIMIT);
    }
}
