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
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

    /// Null until the control store has told what was known.
    private volatile @Nullable LiveBook book;

    // Of the watch's thread alone.
    private long keptNanos;
    private long forgotNanos;
    private boolean postponed;

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
        private final Enough enough = new Enough();
        private Lineages lineages = Lineages.AS_SENT;
        private @Nullable FleetSnapshot lineagesOf;

        @Override
        public void greeted(History history) {
            history.close();
            waiting.mayRepeat();
        }

        @Override
        public void taken(CallEvent event) {
            String endpoint = event.target().endpoint();
            if (endpoint == null) {
                return;
            }
            if (!enough.takes(endpoint, clock.nanos())) {
                waiting.leave();
                return;
            }
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
            look(false);
            LockSupport.parkNanos(this, PERIOD.toNanos());
        }
        look(true);
    }

    private void look(boolean atTheEnd) {
        try {
            LiveBook known = book;
            if (known == null) {
                known = restored();
                book = known;
            }
            boolean told = compare(known);
            if (clock.nanos() - forgotNanos >= FORGET_EVERY.toNanos()) {
                forgotNanos = clock.nanos();
                known.forget(clock.wallMicros());
            }
            if (atTheEnd || isTimeToKeep(told)) {
                keep(known);
            }
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "what was compared is not known yet", later);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.WARNING, "the comparison of live traffic failed", bug);
        }
    }

    private LiveBook restored() throws StoreUnavailable {
        LiveStore.Kept kept = store.read();
        waiting.repeatedUntil(kept.untilMicros());
        try {
            return new LiveBook(kept);
        } catch (IllegalArgumentException otherVersion) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what was compared cannot be read and begins anew: "
                            + otherVersion.getMessage());
            store.clear();
            return new LiveBook(LiveStore.Kept.NOTHING);
        }
    }

    /// @return whether a difference was told
    private boolean compare(LiveBook known) {
        boolean any = false;
        for (ShownCall call = waiting.next(); call != null; call = waiting.next()) {
            for (LiveBook.Difference each : known.see(call)) {
                any = true;
                told.unlike(
                        Words.kept(each.finding(), each.unlike(), this::sent, call.endedMicros()),
                        endpoints(each.finding()));
            }
        }
        return any;
    }

    private static List<String> endpoints(LikenessBook.Finding finding) {
        String other = finding.other();
        String first = Answerer.ofLabel(finding.region()).endpoint();
        return other == null
                ? List.of(first)
                : Stream.of(first, Answerer.ofLabel(other).endpoint()).distinct().toList();
    }

    private Optional<String> sent(String endpoint) {
        return Optional.ofNullable(fleet.get().endpoints().get(endpoint)).map(Endpoint::model);
    }

    /// Once, what is told is given time to be written first.
    private boolean isTimeToKeep(boolean toldJustNow) {
        long now = clock.nanos();
        if (now - keptNanos < KEPT_EVERY.toNanos()) {
            return false;
        }
        postponed = toldJustNow && !postponed;
        keptNanos = postponed ? now - KEPT_EVERY.toNanos() + TOLD_WITHIN.toNanos() : now;
        return !postponed;
    }

    private void keep(LiveBook known) {
        LiveBook.Batch batch = known.toKeep();
        if (batch == null) {
            return;
        }
        long now = clock.wallMicros();
        try {
            store.keep(batch, now);
            known.kept(batch, now);
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "what was compared is not kept", later);
            known.notKept(batch);
        }
    }

    @Override
    public LiveReading reading() {
        LiveBook known = book;
        return known == null
                ? LiveReading.unknown(waiting.missed())
                : known.reading(waiting.missed());
    }

    @Override
    public boolean accept(String endpoint) {
        LiveBook known = book;
        return known != null && known.accept(endpoint);
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(END_LIMIT);
    }
}
