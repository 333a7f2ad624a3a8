package dev.fleetward.control.season;

import dev.fleetward.control.ledger.History;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerListener;
import dev.fleetward.control.ledger.QueryRefused;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.Forecast;
import dev.fleetward.core.season.HourOfWeek;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.slow.Inquiry;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.season.slow.ResidualCell;
import dev.fleetward.core.season.slow.Scope;
import dev.fleetward.core.season.slow.SlowQuestion;
import dev.fleetward.core.season.slow.SlowVerdict;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Remembers of every closed event what it says of its endpoint, and answers from that.
/// Thread-safe.
///
/// What it knows can always be made again from the ledger, and is, when the process starts and when
/// the database is opened again; there is no other store of it. Meanwhile what was known stands:
///
/// 1. Each sample goes into the book in use at once, if there is one: thousands that wait for
///    seconds would be copied by every collection of garbage meanwhile. It waits for the book to
///    come, if one is being made.
/// 2. The book to come is made of the table as it was at the greeting, and then takes what waits
///    for it.
public final class SeasonWatch implements Seasons, AutoCloseable {
    static final Duration PERIOD = Duration.ofSeconds(2);

    /// Samples that wait for a book to come; further ones are missed, and counted.
    static final int MOST_WAITING = 200_000;

    /// What is known to be missing for longer than this is said.
    static final Duration LATE = Duration.ofSeconds(60);

    private static final System.Logger LOG = System.getLogger(SeasonWatch.class.getName());
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final long HOUR = 3_600_000_000L;
    private static final long BEFORE = 2 * HOUR;

    private final Ledger ledger;
    private final Clock clock;
    private final Listener listener = new Listener();
    private final Thread thread;

    /// Held for milliseconds at most, for the ledger waits for it.
    private final Object lock = new Object();

    private volatile boolean stopping;
    private volatile long upToDateNanos;
    private volatile @Nullable String failed;

    // Guarded by the lock.
    private @Nullable SeasonBook book;
    private @Nullable Coming coming;
    private long retryNanos;
    private long missed;

    /// A book in the making.
    private record Coming(History history, Deque<Sample> since) {}

    private SeasonWatch(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
        this.upToDateNanos = clock.nanos();
        this.thread = Thread.ofVirtual().name("seasons").unstarted(this::run);
    }

    public static SeasonWatch start(Ledger ledger, Clock clock) {
        SeasonWatch watch = new SeasonWatch(ledger, clock);
        ledger.listen(watch.listener);
        watch.thread.start();
        return watch;
    }

    private final class Listener implements LedgerListener {
        @Override
        public void greeted(History history) {
            Coming made = new Coming(history, new ArrayDeque<>());
            Coming dropped;
            synchronized (lock) {
                dropped = coming;
                coming = made;
            }
            if (dropped != null) {
                dropped.history().cancel();
            }
            Thread.ofPlatform().daemon().name("seasons-reading").start(() -> make(made));
        }

        @Override
        public void taken(CallEvent event) {
            Sample sample = Sample.of(event);
            if (sample == null) {
                return;
            }
            synchronized (lock) {
                if (book != null) {
                    book.take(sample, clock.wallMicros());
                }
                if (coming != null) {
                    keep(coming.since(), sample);
                }
            }
        }

        private void keep(Deque<Sample> samples, Sample sample) {
            if (samples.size() < MOST_WAITING) {
                samples.addLast(sample);
            } else {
                missed++;
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
            SeasonBook past = Rebuild.of(history, clock.wallMicros());
            adopt(made, past);
        } catch (QueryRefused | RuntimeException e) {
            problem = String.valueOf(e.getMessage());
        }
        boolean mine;
        synchronized (lock) {
            mine = coming == made;
            if (mine) {
                coming = null;
                retryNanos = clock.nanos() + RETRY.toNanos();
            }
        }
        if (problem == null) {
            failed = null;
        } else if (mine) {
            LOG.log(System.Logger.Level.WARNING, "the history could not be read: " + problem);
            failed = problem;
        }
        LockSupport.unpark(thread);
    }

    private void adopt(Coming made, SeasonBook past) {
        synchronized (lock) {
            if (coming == made) {
                long now = clock.wallMicros();
                made.since().forEach(sample -> past.take(sample, now));
                coming = null;
                book = past;
            }
        }
    }

    private void run() {
        while (!stopping) {
            try {
                look();
            } catch (RuntimeException bug) {
                LOG.log(System.Logger.Level.WARNING, "the watch of the seasons failed", bug);
            }
            LockSupport.parkNanos(this, PERIOD.toNanos());
        }
    }

    private void look() {
        boolean again;
        synchronized (lock) {
            current();
            again = retryNanos != 0 && clock.nanos() - retryNanos >= 0;
            retryNanos = again ? 0 : retryNanos;
        }
        if (again) {
            ledger.listen(listener);
        }
    }

    /// The book, with every hour in its place that is over. Within the lock.
    private @Nullable SeasonBook current() {
        SeasonBook now = book;
        if (now != null) {
            now.closeHours(clock.wallMicros());
        }
        return now;
    }

    @Override
    public SeasonState state() {
        long behind = clock.nanos() - upToDateNanos;
        String problem = failed;
        synchronized (lock) {
            SeasonBook now = current();
            String trouble =
                    problem != null
                            ? "the last six weeks could not be read: " + problem
                            : now == null
                                    ? SeasonState.FIRST.trouble()
                                    : behind > LATE.toNanos()
                                            ? "the ledger is behind; nothing is known of the last "
                                                    + behind / 1_000_000_000
                                                    + " s"
                                            : null;
            return now == null
                    ? new SeasonState(false, trouble, 0, missed, 0)
                    : new SeasonState(
                            true, trouble, now.withoutHistory(), missed, now.profiles().bytes());
        }
    }

    @Override
    public Map<ProfileKey, Double> weights() {
        Map<ProfileKey, Double> weights = new LinkedHashMap<>();
        synchronized (lock) {
            SeasonBook now = current();
            if (now != null) {
                for (ProfileKey key : now.profiles().keys()) {
                    weights.put(key, now.profiles().weight(key, clock.wallMicros()));
                }
            }
        }
        return weights;
    }

    @Override
    public Forecast forecast(ProfileKey key) {
        synchronized (lock) {
            SeasonBook now = current();
            return now == null
                    ? new Forecast(key, List.of())
                    : Forecast.of(now.profiles(), key, clock.wallMicros());
        }
    }

    @Override
    public Optional<Baseline> usual(ProfileKey key) {
        synchronized (lock) {
            SeasonBook now = current();
            return now == null ? Optional.empty() : now.profiles().at(key, clock.wallMicros());
        }
    }

    @Override
    public List<Baseline> week(ProfileKey key) {
        List<Baseline> week = new ArrayList<>();
        synchronized (lock) {
            SeasonBook now = current();
            for (int i = 0; now != null && i < HourOfWeek.COUNT; i++) {
                now.profiles().at(key, clock.wallMicros() + i * HOUR).ifPresent(week::add);
            }
        }
        return week;
    }

    @Override
    public Optional<SlowAnswer> slow(Scope scope, long fromMicros, ZoneId zone, List<Mark> marks) {
        long until = clock.wallMicros();
        SlowQuestion question;
        synchronized (lock) {
            SeasonBook now = current();
            if (now == null) {
                return Optional.empty();
            }
            Judged judged = Judged.of(now, scope, fromMicros - BEFORE, fromMicros, until);
            question =
                    new SlowQuestion(
                            scope,
                            fromMicros,
                            until,
                            zone,
                            Reduction.of(judged.cells(), scope),
                            marks,
                            judged.unjudged());
        }
        SlowVerdict verdict = Inquiry.of(question, new SplittableRandom(fromMicros));
        return Optional.of(SlowAnswer.of(verdict, question));
    }

    /// Cells from a moment on; none while nothing is known.
    List<ResidualCell> since(long fromMicros) {
        synchronized (lock) {
            SeasonBook now = current();
            return now == null
                    ? List.of()
                    : now.recent().between(fromMicros, clock.wallMicros() + 1);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        Coming unfinished;
        synchronized (lock) {
            unfinished = coming;
            coming = null;
        }
        if (unfinished != null) {
            unfinished.history().cancel();
        }
        LockSupport.unpark(thread);
        thread.join(END_LIMIT);
    }
}
