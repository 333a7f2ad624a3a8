package dev.fleetward.gateway.record;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEventCodec;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.event.SegmentFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The event log of one event loop. Confined to it, but for what the upkeep thread hands in (a
/// spare segment), takes away (full segments) and reads (the counters).
///
/// Invariants, for `kept`, the bytes kept for closed records that are still to come:
///
/// 1. Without a spare, `kept` is at most what is free in the active segment.
/// 2. With a spare, `kept` is at most what is free in both, less one longest record: that much can
///    be lost at the end of the active one.
///
/// Whatever would break them is refused, so a closed record always finds its room.
final class SegmentLog implements EventSink {
    private final CallEventCodec codec = new CallEventCodec();
    private final CRC32C crc = new CRC32C();
    private final OpenCalls open = new OpenCalls();
    private final Runnable spareTaken;

    private final AtomicReference<@Nullable Segment> active = new AtomicReference<>();
    private final AtomicReference<@Nullable Segment> spare = new AtomicReference<>();
    private final Queue<Segment> full = new ConcurrentLinkedQueue<>();

    private final AtomicLong bytesAppended = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong openNow = new AtomicLong();
    private volatile boolean refusing;
    private long kept;

    /// @param spareTaken wakes whoever prepares spares
    SegmentLog(Runnable spareTaken) {
        this.spareTaken = spareTaken;
    }

    @Override
    public boolean tryOpen(CallEvent opened) {
        int length = codec.encode(opened);
        int size = SegmentFormat.sizeOf(length);
        int forClosed =
                SegmentFormat.sizeOf(
                        Math.min(
                                length + CallEventCodec.CLOSE_GROWTH_BYTES,
                                CallEventCodec.MAX_BYTES));
        if (!hasRoom(size + kept + forClosed)) {
            count(refused, 1);
            setRefusing(true);
            return false;
        }
        append(length, size);
        open.put(opened.call(), opened.attempt(), forClosed);
        kept += forClosed;
        openNow.lazySet(open.size());
        setRefusing(false);
        return true;
    }

    @Override
    public void close(CallEvent closed) {
        int length = codec.encode(closed);
        int size = SegmentFormat.sizeOf(length);
        kept -= open.remove(closed.call(), closed.attempt());
        openNow.lazySet(open.size());
        if (hasRoom(size + kept)) {
            append(length, size);
        } else {
            count(dropped, 1);
        }
    }

    private boolean hasRoom(long bytes) {
        Segment current = active.getPlain();
        if (current == null) {
            current = takeSpare();
            if (current == null) {
                return false;
            }
        }
        if (bytes <= current.free()) {
            return true;
        }
        Segment ready = spare.get();
        return ready != null
                && bytes
                        <= (long) current.free()
                                + ready.capacity()
                                - SegmentFormat.HEADER_BYTES
                                - SegmentFormat.MAX_RECORD_BYTES;
    }

    private void append(int length, int size) {
        Segment current = active.getPlain();
        if (current != null && size > current.free()) {
            Segment sealed = current;
            sealed.seal();
            current = takeSpare();
            // Only now: the upkeep thread releases it, and must not meet it as the active one.
            full.add(sealed);
        }
        if (current == null) {
            throw new IllegalStateException("no segment, although there was room");
        }
        current.append(codec.bytes(), length, crc);
        count(bytesAppended, size);
    }

    private @Nullable Segment takeSpare() {
        Segment taken = spare.getAndSet(null);
        active.setRelease(taken);
        if (taken != null) {
            spareTaken.run();
        }
        return taken;
    }

    /// One thread writes the counters, so they need no atomic addition.
    private static void count(AtomicLong counter, long more) {
        counter.lazySet(counter.getPlain() + more);
    }

    private void setRefusing(boolean now) {
        if (refusing != now) {
            refusing = now;
        }
    }

    // What follows is for the upkeep thread.

    boolean needsSpare() {
        return spare.get() == null;
    }

    void provide(Segment prepared) {
        spare.set(prepared);
    }

    @Nullable Segment activeNow() {
        return active.getAcquire();
    }

    @Nullable Segment nextFull() {
        return full.poll();
    }

    boolean isRefusing() {
        return refusing;
    }

    long bytesAppended() {
        return bytesAppended.get();
    }

    long refused() {
        return refused.get();
    }

    long dropped() {
        return dropped.get();
    }

    long openNow() {
        return openNow.get();
    }

    /// Ends the log, once its event loop has ended. Answers false from then on.
    void seal() {
        Segment last = active.getAndSet(null);
        if (last != null) {
            last.seal();
            full.add(last);
        }
        kept = Long.MAX_VALUE / 2;
    }

    @Nullable Segment withdrawSpare() {
        return spare.getAndSet(null);
    }
}
