package dev.fleetward.control.store;

import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The rows of the control plane: `control.db` in the data folder. Work is done by one thread, one
/// transaction at a time, so a writer never waits for another's lock; whoever asks waits. A file
/// that is full, locked, damaged or gone is tried again for ever, and nothing else stops for it.
/// Thread-safe.
///
/// 1. What [#write] returned from is on the disk.
/// 2. What it threw [StoreUnavailable] from is not there, unless the machine failed in the middle
///    of the commit.
/// 3. A file that cannot be used is never deleted or replaced: that is for people to do.
public final class ControlStore implements AutoCloseable {
    public static final String FILE = "control.db";

    /// Pieces of work that may wait; further ones are refused.
    static final int MOST_WAITING = 256;

    private static final System.Logger LOG = System.getLogger(ControlStore.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);

    /// A full disk takes small writes and refuses large ones, again and again.
    private static final Duration TOLD_EVERY = Duration.ofMinutes(1);

    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    /// How long after the start of the store those who ask wait for the file to be opened.
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(10);

    private final Path file;
    private final Clock clock;
    private final Opening opening;
    private final Duration openLimit;
    private final long startedNanos;
    private final Thread thread;
    private final BlockingQueue<Job<?>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private volatile StoreStatus status = new StoreStatus(StoreStatus.State.OPENING, null);
    private volatile boolean stopping;

    // Of the store's thread alone.
    private @Nullable Database database;
    private long triedNanos;
    private boolean told;
    private boolean missed;
    private long toldNanos;

    /// What is done in one transaction. Runs on the store's thread: reads and writes rows, and
    /// nothing that takes time besides.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T in(Transaction transaction) throws SQLException;
    }

    private record Job<T extends @Nullable Object>(
            Work<T> work, boolean writes, CompletableFuture<T> answer) {}

    /// How a file becomes a database.
    @FunctionalInterface
    interface Opening {
        Database open(Path file, long wallMicros) throws SQLException, IOException;
    }

    private ControlStore(Path file, Clock clock, Opening opening, Duration openLimit) {
        this.file = file;
        this.clock = clock;
        this.opening = opening;
        this.openLimit = openLimit;
        this.startedNanos = clock.nanos();
        this.thread = Thread.ofPlatform().daemon().name("control-store").unstarted(this::run);
    }

    /// Starts the store's thread and returns at once.
    ///
    /// @param folder the data folder
    public static ControlStore start(Path folder, Clock clock) {
        return start(folder, clock, Database::open, OPEN_LIMIT);
    }

    /// @param openLimit how long those who ask wait for the first opening
    static ControlStore start(Path folder, Clock clock, Opening opening, Duration openLimit) {
        ControlStore store = new ControlStore(folder.resolve(FILE), clock, opening, openLimit);
        store.thread.start();
        return store;
    }

    /// Waits until the file was opened or could not be.
    ///
    /// @return whether it is open
    public boolean awaitOpen(Duration limit) throws InterruptedException {
        try {
            return opened.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// From now on, `listener` is told on a thread of its own whenever the store is usable again
    /// after it was not: at the first opening too, if that is still to come.
    public void whenUsable(Runnable listener) {
        listeners.add(listener);
    }

    public StoreStatus status() {
        return status;
    }

    /// Does `work` in one transaction; all of it is on the disk on return, or nothing. Blocks.
    public <T extends @Nullable Object> T write(Work<T> work) throws StoreUnavailable {
        return await(new Job<>(work, true, new CompletableFuture<>()));
    }

    /// Does `work`, which only reads, on one state of all tables. Blocks.
    public <T extends @Nullable Object> T read(Work<T> work) throws StoreUnavailable {
        return await(new Job<>(work, false, new CompletableFuture<>()));
    }

    private <T extends @Nullable Object> T await(Job<T> job) throws StoreUnavailable {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("work of the store asks the store");
        }
        awaitFirstOpening();
        synchronized (waiting) { // So that nothing is put there once the thread has ended.
            if (stopping || !waiting.offer(job)) {
                throw new StoreUnavailable(
                        stopping ? "the control store is closed" : "the control store is busy");
            }
        }
        try {
            return job.answer().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting for the control store", e);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case StoreUnavailable unavailable ->
                        throw new StoreUnavailable(
                                String.valueOf(unavailable.getMessage()), unavailable);
                case RuntimeException bug -> throw new IllegalStateException(bug);
                case Error error -> throw new IllegalStateException(error);
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    /// An opening that takes for ever holds up nobody for longer than the limit.
    private void awaitFirstOpening() throws StoreUnavailable {
        if (status.state() != StoreStatus.State.OPENING) {
            return;
        }
        try {
            long leftNanos = startedNanos + openLimit.toNanos() - clock.nanos();
            opened.get(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            throw new StoreUnavailable("the control store is being opened");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting for the control store", e);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void run() {
        try {
            triedNanos = clock.nanos();
            tryOpen();
            opened.complete(database != null);
            while (!stopping || !waiting.isEmpty()) {
                turn();
            }
        } finally {
            end();
        }
    }

    /// Does what waits, if anything does. A fault of the store's own is its trouble like any other:
    /// the thread goes on, and who asked is told.
    private void turn() {
        Job<?> job = null;
        try {
            job = waiting.poll(RETRY.toMillis(), TimeUnit.MILLISECONDS);
            if (status.state() != StoreStatus.State.OPEN
                    && clock.nanos() - triedNanos >= RETRY.toNanos()) {
                triedNanos = clock.nanos();
                retry();
            }
            if (job != null) {
                perform(job);
            } else {
                lookForFile();
            }
        } catch (InterruptedException wakened) {
            // By close; the conditions of the loop say what is still to be done.
            return;
        } catch (RuntimeException | Error fault) {
            LOG.log(System.Logger.Level.ERROR, "a fault of the control store", fault);
            trouble(fault.toString());
            if (job != null) {
                job.answer().completeExceptionally(unusable(fault));
            }
        }
    }

    private static StoreUnavailable unusable(Throwable fault) {
        return new StoreUnavailable("the control store cannot be used: " + fault, fault);
    }

    /// Nobody is left waiting.
    private void end() {
        List<Job<?>> left = new ArrayList<>();
        synchronized (waiting) {
            stopping = true;
            waiting.drainTo(left);
        }
        opened.complete(false);
        left.forEach(job ->
                job.answer()
                        .completeExceptionally(
                                new StoreUnavailable("the control store is closed")));
        closeDatabase();
        status = new StoreStatus(StoreStatus.State.CLOSED, null);
    }

    private <T extends @Nullable Object> void perform(Job<T> job) {
        try {
            job.answer().complete(transact(job));
        } catch (SQLException failed) {
            if (Database.isMistake(failed)) {
                job.answer().completeExceptionally(new IllegalStateException(failed));
                return;
            }
            tell(failed);
            job.answer()
                    .completeExceptionally(
                            new StoreUnavailable(
                                    "the control store cannot be used: " + failed.getMessage(),
                                    failed));
        } catch (StoreUnavailable | RuntimeException | Error failed) {
            job.answer().completeExceptionally(failed);
        }
    }

    private <T extends @Nullable Object> T transact(Job<T> job)
            throws SQLException, StoreUnavailable {
        if (database != null && !database.isInPlace()) {
            makeAnew(database);
        }
        Database open = database;
        if (open == null) {
            throw new StoreUnavailable("the control store cannot be used: " + status.problem());
        }
        boolean done = false;
        try {
            T result = job.work().in(open.begin(job.writes()));
            open.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                open.rollback();
            }
        }
    }

    /// A file that is gone is made anew also while nothing is asked of the store, so that whoever
    /// has rows that stand is told and writes them again. Only at the second look: somebody may be
    /// putting another file in its place, or be clearing the folder away.
    private void lookForFile() {
        Database open = database;
        boolean gone = open != null && !open.isInPlace();
        if (open != null && gone && missed) {
            makeAnew(open);
        }
        missed = gone && !missed;
    }

    private void makeAnew(Database gone) {
        LOG.log(System.Logger.Level.WARNING, file + " was moved or deleted; it is made anew");
        fold(gone);
        closeDatabase();
        tryOpen();
    }

    private static void fold(Database moved) {
        try {
            moved.fold();
        } catch (SQLException failed) {
            LOG.log(System.Logger.Level.WARNING, "what was moved away may lack its end", failed);
        }
    }

    /// Remembers what is wrong. A file that is merely held by somebody else stays open.
    private void tell(SQLException failed) {
        if (!Database.isBusy(failed)) {
            closeDatabase();
        }
        trouble(String.valueOf(failed.getMessage()));
    }

    private void trouble(String problem) {
        long now = clock.nanos();
        if (status.state() != StoreStatus.State.RETRYING
                && (!told || now - toldNanos >= TOLD_EVERY.toNanos())) {
            told = true;
            toldNanos = now;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the control store cannot be used and is tried again: " + problem);
        }
        status = new StoreStatus(StoreStatus.State.RETRYING, problem);
    }

    private void retry() {
        Database open = database;
        if (open == null) {
            tryOpen();
            return;
        }
        try {
            open.probe();
            usable();
        } catch (SQLException failed) {
            open.rollback();
            tell(failed);
        }
    }

    /// An error of the native library's loading counts like one of the file: it may be a full
    /// folder for temporary files.
    private void tryOpen() {
        try {
            Database open = opening.open(file, clock.wallMicros());
            database = open;
            open.probe();
            usable();
        } catch (SQLException failed) {
            tell(failed);
        } catch (IOException | RuntimeException | Error failed) {
            closeDatabase();
            trouble(failed.toString());
        }
    }

    private void usable() {
        status = new StoreStatus(StoreStatus.State.OPEN, null);
        for (Runnable listener : listeners) {
            Thread.ofVirtual().name("store-usable").start(listener);
        }
    }

    private void closeDatabase() {
        Database open = database;
        database = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException failed) {
                LOG.log(System.Logger.Level.DEBUG, "the control store did not close well", failed);
            }
        }
    }

    /// Does the work that waits, then closes the file.
    @Override
    public void close() throws InterruptedException {
        synchronized (waiting) {
            stopping = true;
        }
        thread.interrupt();
        thread.join(END_LIMIT.toMillis());
    }
}
