package dev.fleetward.gateway.record;

import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The two threads behind the logs: one prepares spare segments, the other syncs what was written
/// and releases what is full. They are two because a slow disk may hold up a sync for long, and a
/// spare must not wait for that. Thread-safe.
final class Upkeep {
    private static final Duration RETRY = Duration.ofMillis(100);

    private final List<SegmentLog> logs;
    private final SegmentSource source;
    private final Duration syncInterval;
    private final Clock clock;
    private final Thread preparer;
    private final Thread syncer;
    private final CountDownLatch firstSpares = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile @Nullable String noSpare;
    private volatile @Nullable String noSync;
    private volatile long lastSyncWallMicros;

    Upkeep(List<SegmentLog> logs, SegmentSource source, Duration syncInterval, Clock clock) {
        this.logs = logs;
        this.source = source;
        this.syncInterval = syncInterval;
        this.clock = clock;
        this.preparer =
                Thread.ofPlatform().daemon().name("event-segments").unstarted(this::prepare);
        this.syncer = Thread.ofPlatform().daemon().name("event-sync").unstarted(this::sync);
    }

    void start() {
        preparer.start();
        syncer.start();
    }

    /// Wakes the preparer.
    void spareTaken() {
        LockSupport.unpark(preparer);
    }

    boolean awaitFirstSpares(Duration atMost) throws InterruptedException {
        return firstSpares.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Why there is no spare segment, or null.
    @Nullable String noSpare() {
        return noSpare;
    }

    /// Why the last sync failed, or null.
    @Nullable String noSync() {
        return noSync;
    }

    long lastSyncWallMicros() {
        return lastSyncWallMicros;
    }

    private void prepare() {
        while (!stopping) {
            boolean complete = provideSpares();
            if (complete) {
                firstSpares.countDown();
            }
            LockSupport.parkNanos(this, RETRY.toNanos());
        }
    }

    private boolean provideSpares() {
        String obstacle = null;
        for (int loop = 0; loop < logs.size() && !stopping; loop++) {
            SegmentLog log = logs.get(loop);
            if (!log.needsSpare()) {
                continue;
            }
            try {
                log.provide(source.prepare(loop));
            } catch (IOException | RuntimeException failed) {
                obstacle = reason(failed);
            }
        }
        noSpare = obstacle;
        return obstacle == null;
    }

    private void sync() {
        while (!stopping) {
            syncOnce();
            LockSupport.parkNanos(this, syncInterval.toNanos());
        }
    }

    private void syncOnce() {
        String obstacle = null;
        for (SegmentLog log : logs) {
            try {
                // A segment that became full meanwhile is not lost: it is in the queue by then.
                Segment active = log.activeNow();
                if (active != null) {
                    active.sync();
                }
                releaseFull(log);
            } catch (IOException | RuntimeException failed) {
                obstacle = reason(failed);
            }
        }
        noSync = obstacle;
        if (obstacle == null) {
            lastSyncWallMicros = clock.wallMicros();
        }
    }

    private static void releaseFull(SegmentLog log) throws IOException {
        for (Segment full = log.nextFull(); full != null; full = log.nextFull()) {
            full.release();
        }
    }

    private static String reason(Exception failed) {
        String message = failed.getMessage();
        return message == null ? failed.getClass().getSimpleName() : message;
    }

    /// Ends both threads, then seals and releases every segment. The event loops have ended.
    void stop() throws IOException, InterruptedException {
        stopping = true;
        LockSupport.unpark(preparer);
        LockSupport.unpark(syncer);
        preparer.join();
        syncer.join();
        for (SegmentLog log : logs) {
            log.seal();
            releaseFull(log);
            Segment unused = log.withdrawSpare();
            if (unused != null) {
                unused.discard();
            }
        }
    }
}
