package dev.fleetward.gateway.record;

import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.event.SegmentFormat;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The event logs of all event loops: `segmentLogs.sink(loop)` is where that loop appends. Opening
/// returns at once; until the first segments are there (some tens of milliseconds) sinks refuse.
/// Thread-safe; each sink is confined to its loop.
public final class SegmentLogs {
    /// A segment holds at least this many of the longest records.
    private static final int RECORDS_AT_LEAST = 4;

    private final SegmentFolder folder;
    private final List<SegmentLog> logs;
    private final Upkeep upkeep;

    public enum State {
        /// Calls are recorded, and a spare segment stands ready.
        RECORDING,
        /// Calls are still recorded, but no further segment can be prepared.
        NO_SPARE,
        /// Calls are refused.
        FULL
    }

    /// @param reason why calls are refused, or why there is no spare or no sync; or null
    /// @param openCalls attempts that were opened and not yet closed
    /// @param refused attempts that found no room
    /// @param dropped closed records of attempts that were never opened, for which there was no
    ///   room
    /// @param lastSyncWallMicros when everything written so far was last brought to the disk, or 0
    public record Status(
            State state,
            @Nullable String reason,
            long bytesAppended,
            long openCalls,
            long refused,
            long dropped,
            long lastSyncWallMicros) {}

    private SegmentLogs(
            SegmentFolder folder, SegmentSource source, int loops, Duration sync, Clock clock) {
        this.folder = folder;
        this.logs =
                IntStream.range(0, loops).mapToObj(i -> new SegmentLog(this::spareTaken)).toList();
        this.upkeep = new Upkeep(logs, source, sync, clock);
    }

    /// Takes over the folder and starts the upkeep.
    ///
    /// @param folder where the segments lie; made where it is missing
    /// @param loops the number of event loops
    /// @param maxSegments per event loop; see `Bounds.eventSegments`
    /// @param sync how often what was written is brought to the disk
    public static SegmentLogs open(
            Path folder, int loops, long segmentBytes, int maxSegments, Duration sync, Clock clock)
            throws IOException {
        SegmentFolder opened = openFolder(folder, loops, segmentBytes, maxSegments, clock);
        return start(opened, opened, loops, sync, clock);
    }

    static SegmentFolder openFolder(
            Path folder, int loops, long segmentBytes, int maxSegments, Clock clock)
            throws IOException {
        long least = (long) RECORDS_AT_LEAST * SegmentFormat.MAX_RECORD_BYTES;
        if (segmentBytes < least || segmentBytes > Integer.MAX_VALUE - 7) {
            throw new IllegalArgumentException(
                    "segmentBytes: " + segmentBytes + " (expected: " + least + "..2 GiB)");
        }
        return SegmentFolder.open(
                folder, loops, (int) segmentBytes & ~7, maxSegments * loops, clock);
    }

    static SegmentLogs start(
            SegmentFolder folder, SegmentSource source, int loops, Duration sync, Clock clock) {
        SegmentLogs opened = new SegmentLogs(folder, source, loops, sync, clock);
        opened.upkeep.start();
        return opened;
    }

    private void spareTaken() {
        upkeep.spareTaken();
    }

    /// Waits until every sink has room; false where that took longer than `atMost`.
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        return upkeep.awaitFirstSpares(atMost);
    }

    /// Names this process among those that wrote to the folder.
    public long epoch() {
        return folder.epoch();
    }

    public EventSink sink(int loop) {
        return logs.get(loop);
    }

    public Status status() {
        String noSpare = upkeep.noSpare();
        boolean refusing = logs.stream().anyMatch(SegmentLog::isRefusing);
        State state = refusing ? State.FULL : noSpare != null ? State.NO_SPARE : State.RECORDING;
        return new Status(
                state,
                noSpare != null ? noSpare : refusing ? whyRefusing() : upkeep.noSync(),
                sum(SegmentLog::bytesAppended),
                sum(SegmentLog::openNow),
                sum(SegmentLog::refused),
                sum(SegmentLog::dropped),
                upkeep.lastSyncWallMicros());
    }

    private String whyRefusing() {
        return logs.stream().anyMatch(log -> log.isRefusing() && log.needsSpare())
                ? "the next event segment is being prepared"
                : "more calls are open than two event segments keep room for";
    }

    private long sum(ToLongFunction<SegmentLog> counter) {
        return logs.stream().mapToLong(counter).sum();
    }

    /// Closes every segment and lets the folder go. Call it once the event loops have ended: a sink
    /// that is used during it is a bug, one that is used after it refuses.
    public void stop() throws IOException, InterruptedException {
        try {
            upkeep.stop();
        } finally {
            folder.close();
        }
    }
}
