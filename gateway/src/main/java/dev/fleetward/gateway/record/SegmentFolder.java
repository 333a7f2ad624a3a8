package dev.fleetward.gateway.record;

import dev.fleetward.core.event.SegmentFormat;
import dev.fleetward.core.event.SegmentFormat.Name;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder of segments, owned by one process at a time. Confined to whoever opens it, then to
/// the upkeep thread.
final class SegmentFolder implements SegmentSource, AutoCloseable {
    private static final String UNFINISHED = ".tmp";
    private static final String LOCK = "lock";
    private static final int PAGE_BYTES = 4096;
    private static final int ZEROS_BYTES = 1 << 18;

    private final Path folder;
    private final int segmentBytes;
    private final int maxFiles;
    private final Clock clock;
    private final long epoch;
    private final int[] sequences;
    private final FileChannel lock;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);

    private SegmentFolder(
            Path folder, int loops, int segmentBytes, int maxFiles, Clock clock, FileChannel lock)
            throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.maxFiles = maxFiles;
        this.clock = clock;
        this.lock = lock;
        this.sequences = new int[loops];
        this.epoch = Math.max(clock.wallMicros(), newestEpoch() + 1);
    }

    /// Takes the folder over, or throws where another process has it.
    static SegmentFolder open(Path folder, int loops, int segmentBytes, int maxFiles, Clock clock)
            throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new IOException(folder + ": another process writes its events here");
            }
            SegmentFolder opened =
                    new SegmentFolder(folder, loops, segmentBytes, maxFiles, clock, channel);
            opened.deleteUnfinished();
            return opened;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    long epoch() {
        return epoch;
    }

    @Override
    public Segment prepare(int loop) throws IOException {
        int waiting = segments().size();
        if (waiting >= maxFiles) {
            throw new IOException(
                    waiting + " event segments wait for the ledger (bound: " + maxFiles + ")");
        }
        Name name = new Name(epoch, loop, sequences[loop] + 1);
        Path unfinished = folder.resolve(name.file() + UNFINISHED);
        try {
            Segment segment = create(name, unfinished);
            sequences[loop]++;
            return segment;
        } catch (IOException failed) {
            Files.deleteIfExists(unfinished);
            throw failed;
        }
    }

    /// Writes zeros first: they take the room on the disk, so that a full disk is an exception here
    /// and not a fault in the mapped memory later.
    @SuppressWarnings("MustBeClosedChecker") // The segment owns the arena and closes it.
    private Segment create(Name name, Path unfinished) throws IOException {
        Path file = folder.resolve(name.file());
        Arena arena = Arena.ofShared();
        try (FileChannel channel =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            allocate(channel);
            MemorySegment mapped =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, segmentBytes, arena);
            touch(mapped);
            SegmentFormat.writeHeader(
                    mapped.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN), name, clock.wallMicros());
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return new Segment(file, arena, mapped);
        } catch (IOException | RuntimeException failed) {
            arena.close();
            throw failed;
        }
    }

    private void allocate(FileChannel channel) throws IOException {
        for (long left = segmentBytes; left > 0; ) {
            zeros.clear().limit((int) Math.min(left, zeros.capacity()));
            left -= channel.write(zeros);
        }
        channel.force(true);
    }

    /// Takes the page faults here, so that the event loop meets none.
    private static void touch(MemorySegment mapped) {
        for (long at = 0; at < mapped.byteSize(); at += PAGE_BYTES) {
            mapped.set(ValueLayout.JAVA_BYTE, at, (byte) 0);
        }
    }

    private List<Name> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> Name.parse(String.valueOf(file.getFileName())))
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    private long newestEpoch() throws IOException {
        return segments().stream().mapToLong(Name::epoch).max().orElse(0);
    }

    private void deleteUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(UNFINISHED)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
