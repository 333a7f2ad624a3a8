package dev.fleetward.gateway.observe;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.unit.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Settled attempts as lines of JSON, one each; `last` marks the one that ended its call. Holds no
/// secret and no prompt: an event has none. Thread-safe.
///
/// Events wait for the writing thread in a queue of [#MAX_QUEUED]; what finds no room, and what the
/// disk does not take, is lost and counted. The writing thread looks every [#WRITE_EVERY_NANOS]
/// instead of being woken, so that a call pays for no signal.
public final class AccessLog implements CallObserver, AutoCloseable {
    static final int MAX_QUEUED = 16_384;
    private static final int MAX_BATCH = 1_024;
    private static final long WRITE_EVERY_NANOS = 50_000_000;
    private static final long COMPLAIN_EVERY_NANOS = 60_000_000_000L;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger(AccessLog.class.getName());

    private final BlockingQueue<CallEvent> queue;
    private final LineFile target;
    private final Clock clock;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread writer;
    private volatile boolean closing;

    /// Appends to a file, which may be rotated by renaming it.
    public static AccessLog toFile(Path file, Clock clock) {
        return new AccessLog(new LineFile.Rotatable(file), MAX_QUEUED, clock);
    }

    /// Writes to a stream, which is flushed after each batch and never closed.
    public static AccessLog toStream(OutputStream stream, Clock clock) {
        return new AccessLog(new LineFile.Plain(stream), MAX_QUEUED, clock);
    }

    AccessLog(LineFile target, int maxQueued, Clock clock) {
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(maxQueued);
        this.target = target;
        this.writer =
                Thread.ofPlatform().name("fleetward-access-log").daemon().unstarted(this::run);
        writer.start();
    }

    @Override
    public @Nullable Span opened(CallEvent opened, @Nullable String traceparent) {
        return null;
    }

    @Override
    public void closed(CallEvent closed, @Nullable Span span) {
        if (closing || !queue.offer(closed)) {
            dropped.incrementAndGet();
        }
    }

    /// Lines that were written.
    public long written() {
        return written.get();
    }

    /// Lines that are lost: no room in the queue, or the disk did not take them.
    public long lost() {
        return dropped.get() + failed.get();
    }

    /// Writes what is queued, for at most five seconds, and closes the file.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_TIMEOUT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<CallEvent> batch = new ArrayList<>(MAX_BATCH);
        ByteArrayOutputStream lines = new ByteArrayOutputStream(64 << 10);
        long complainedNanos = clock.nanos() - COMPLAIN_EVERY_NANOS;
        while (true) {
            boolean lastLook = closing;
            while (queue.drainTo(batch, MAX_BATCH) > 0) {
                lines.reset();
                batch.forEach(event -> AccessLine.append(lines, event));
                try {
                    target.append(lines);
                    written.addAndGet(batch.size());
                } catch (IOException full) {
                    failed.addAndGet(batch.size());
                    if (clock.nanos() - complainedNanos >= COMPLAIN_EVERY_NANOS) {
                        complainedNanos = clock.nanos();
                        LOG.log(Level.WARNING, "The access log loses lines: {0}", full.toString());
                    }
                }
                batch.clear();
            }
            if (lastLook) {
                target.close();
                return;
            }
            LockSupport.parkNanos(WRITE_EVERY_NANOS);
        }
    }
}
