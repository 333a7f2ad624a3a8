package dev.fleetward.control.ledger;

import dev.fleetward.core.event.CallEventCodec;
import dev.fleetward.core.event.SegmentFormat;
import dev.fleetward.core.event.SegmentFormat.Found;
import dev.fleetward.core.event.SegmentFormat.Header;
import dev.fleetward.core.event.SegmentFormat.Name;
import dev.fleetward.core.event.SegmentFormat.State;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// Reads one segment from an offset on, also while it is written. Reads the file rather than a
/// mapping of it, so that a file that is cut short behind it is an end and not a fault. Confined.
///
/// Whatever is damaged in a segment to which nothing is added any more is passed over up to the
/// next sound record, and counted.
final class SegmentTail implements Closeable {
    private static final int WINDOW_BYTES = 1 << 18;
    private static final int ALIGNMENT = 8;

    private final Name name;
    private final FileChannel channel;
    private final boolean writerDead;
    private final ByteBuffer window =
            ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private long windowStart;
    private int windowLimit;
    private int offset;
    private int recordAt;
    private long damagedBytes;
    private boolean complete;

    /// @param writerDead whether the process that wrote it has ended
    SegmentTail(Path file, Name name, int offset, boolean writerDead) throws IOException {
        this.name = name;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.offset = offset;
        this.writerDead = writerDead;
    }

    Name name() {
        return name;
    }

    /// Moves to the next record; false where there is none now. After it has answered true,
    /// [#bytes()], [#start()] and [#length()] tell where its payload lies until the next call.
    boolean next() throws IOException {
        if (complete) {
            return false;
        }
        Found found = look();
        if (found != Found.RECORD) {
            // The state is read first: what is closed by then is whole by the time it is read.
            boolean closed = isClosed();
            load(offset);
            found = look();
            if (found != Found.RECORD) {
                if (!closed && !writerDead) {
                    return false;
                }
                if (!skipToNextRecord()) {
                    complete = true;
                    return false;
                }
            }
        }
        recordAt = (int) (offset - windowStart);
        offset += SegmentFormat.sizeOf(length());
        return true;
    }

    byte[] bytes() {
        return window.array();
    }

    int start() {
        return recordAt + SegmentFormat.RECORD_HEADER_BYTES;
    }

    int length() {
        return SegmentFormat.lengthAt(window, recordAt);
    }

    /// Where the record after the current one starts.
    int offset() {
        return offset;
    }

    /// Whether everything was read and nothing will be added.
    boolean isComplete() {
        return complete;
    }

    long damagedBytes() {
        return damagedBytes;
    }

    /// Counts the current record as damaged: its checksum is right, but it cannot be decoded.
    void countUnreadable() {
        damagedBytes += SegmentFormat.sizeOf(length());
    }

    private Found look() {
        long at = offset - windowStart;
        if (at < 0 || at > windowLimit) {
            return Found.SHORT;
        }
        return SegmentFormat.look(window, (int) at, windowLimit, crc);
    }

    private void load(long from) throws IOException {
        window.clear();
        windowStart = from;
        windowLimit = 0;
        while (window.hasRemaining()) {
            int read = channel.read(window, from + windowLimit);
            if (read < 0) {
                break;
            }
            windowLimit += read;
        }
    }

    private boolean isClosed() throws IOException {
        ByteBuffer start =
                ByteBuffer.allocate(SegmentFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (channel.read(start, 0) < SegmentFormat.HEADER_BYTES) {
            return false;
        }
        return SegmentFormat.readHeader(start).map(Header::state).orElse(State.ACTIVE)
                == State.CLOSED;
    }

    /// Sets `offset` to the next sound record behind it; false where there is none. Zeros up to the
    /// end of the file are no damage, and neither is what a killed writer left of one record behind
    /// a length of zero: it was never committed.
    private boolean skipToNextRecord() throws IOException {
        int from = offset;
        int lastOther = offset;
        boolean other = false;
        boolean committed = isCommitted();
        while (true) {
            int at = (int) (offset - windowStart);
            if (windowLimit - at < SegmentFormat.MAX_RECORD_BYTES
                    && windowStart + windowLimit < channel.size()) {
                load(offset);
                at = 0;
            }
            if (windowLimit - at < ALIGNMENT) {
                int rest = lastOther + ALIGNMENT - from;
                boolean damaged = other && (committed || rest > SegmentFormat.MAX_RECORD_BYTES);
                damagedBytes += damaged ? rest : 0;
                return false;
            }
            if (window.getLong(at) != 0) {
                if (SegmentFormat.look(window, at, windowLimit, crc) == Found.RECORD) {
                    damagedBytes += offset - from;
                    return true;
                }
                other = true;
                lastOther = offset;
            }
            offset += ALIGNMENT;
        }
    }

    /// Whether a length was stored at `offset`.
    private boolean isCommitted() {
        int at = (int) (offset - windowStart);
        return windowLimit - at >= SegmentFormat.RECORD_HEADER_BYTES
                && SegmentFormat.lengthAt(window, at) != 0;
    }

    /// The bytes of committed records that were not yet read; what was read stays where it is.
    long unreadBytes() throws IOException {
        ByteBuffer head =
                ByteBuffer.allocate(SegmentFormat.RECORD_HEADER_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        long at = offset;
        while (channel.read(head.clear(), at) == SegmentFormat.RECORD_HEADER_BYTES) {
            int length = SegmentFormat.lengthAt(head, 0);
            if (length <= 0 || length > CallEventCodec.MAX_BYTES) {
                break;
            }
            at += SegmentFormat.sizeOf(length);
        }
        return at - offset;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
