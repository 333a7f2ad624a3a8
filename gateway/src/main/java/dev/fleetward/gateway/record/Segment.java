package dev.fleetward.gateway.record;

import dev.fleetward.core.event.SegmentFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/// One mapped segment file. Appended to by one event loop; synced, and after the loop has let go of
/// it released, by the upkeep thread.
final class Segment {
    private final Path file;
    private final Arena arena;
    private final MemorySegment mapped;
    private final ByteBuffer bytes;

    /// Where the next record goes. Written by the event loop alone.
    private final AtomicInteger position = new AtomicInteger(SegmentFormat.HEADER_BYTES);

    /// Up to here it is on disk. Touched by the upkeep thread alone.
    private int synced;

    /// @param arena a shared one that holds nothing but `mapped`
    Segment(Path file, Arena arena, MemorySegment mapped) {
        this.file = file;
        this.arena = arena;
        this.mapped = mapped;
        this.bytes = mapped.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    int capacity() {
        return bytes.capacity();
    }

    int free() {
        return bytes.capacity() - position.getPlain();
    }

    void append(byte[] payload, int length, CRC32C crc) {
        position.setRelease(SegmentFormat.append(bytes, position.getPlain(), payload, length, crc));
    }

    /// Says in the header that nothing will be added.
    void seal() {
        SegmentFormat.writeClosed(bytes, position.getPlain());
    }

    boolean isEmpty() {
        return position.getAcquire() == SegmentFormat.HEADER_BYTES;
    }

    /// Brings what was appended since the last time to the disk.
    void sync() {
        int end = position.getAcquire();
        if (end > synced) {
            mapped.asSlice(synced, end - synced).force();
            synced = end;
        }
    }

    /// Unmaps a sealed segment and gives back the room behind its end.
    void release() throws IOException {
        int end = position.getAcquire();
        try {
            sync();
            mapped.asSlice(0, SegmentFormat.HEADER_BYTES).force();
        } finally {
            arena.close();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
        } catch (NoSuchFileException taken) {
            // The ledger had read it to its end and deleted it.
        }
    }

    /// Unmaps and deletes a segment that was never written to.
    void discard() throws IOException {
        arena.close();
        Files.deleteIfExists(file);
    }
}
