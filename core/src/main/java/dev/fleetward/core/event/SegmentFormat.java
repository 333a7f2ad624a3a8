package dev.fleetward.core.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// How records lie in a segment of the event log. Stateless.
///
/// A segment is a header of [#HEADER_BYTES], then records, then zeros. A record is a length (int,
/// little-endian), the CRC-32C of the payload (int), the payload, and zeros up to the next multiple
/// of eight. Invariants:
///
/// 1. The length is stored last, with release order, so whoever reads a length other than zero
///    reads the rest of the record too, also after the writing process was killed.
/// 2. A length of zero is the end of what is committed. Behind it may lie what a killed writer had
///    copied of the record that it was appending.
/// 3. Only a crash of the whole machine can lose a page in the middle; the checksum, or a zero that
///    is followed by records, tells.
public final class SegmentFormat {
    public static final int HEADER_BYTES = 64;
    public static final int RECORD_HEADER_BYTES = 8;

    /// No record is longer, header and padding included.
    public static final int MAX_RECORD_BYTES = sizeOf(CallEventCodec.MAX_BYTES);

    private static final long MAGIC = 0x31474F4C54455746L; // "FWETLOG1", little-endian
    private static final int STATE_OFFSET = 8;
    private static final int LOOP_OFFSET = 12;
    private static final int EPOCH_OFFSET = 16;
    private static final int SEQUENCE_OFFSET = 24;
    private static final int CREATED_OFFSET = 32;
    private static final int END_OFFSET = 40;
    private static final VarHandle INT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{16})-(\\d{1,4})-(\\d{1,9})\\.seg");

    private SegmentFormat() {}

    public enum State {
        /// Still written to, or its writer died.
        ACTIVE(0),
        /// Complete; nothing will be added.
        CLOSED(1);

        private final int code;

        State(int code) {
            this.code = code;
        }

        private static Optional<State> ofCode(int code) {
            return code == ACTIVE.code
                    ? Optional.of(ACTIVE)
                    : code == CLOSED.code ? Optional.of(CLOSED) : Optional.empty();
        }
    }

    /// Which segment it is. Sorts in the order of writing.
    ///
    /// @param epoch the start of the process that wrote it; later processes have greater ones
    /// @param loop the event loop, from 0
    /// @param sequence from 1 within epoch and loop
    public record Name(long epoch, int loop, int sequence) implements Comparable<Name> {
        /// The name of the file.
        public String file() {
            return String.format(Locale.ROOT, "%016x-%d-%06d.seg", epoch, loop, sequence);
        }

        public static Optional<Name> parse(String file) {
            Matcher matcher = NAME.matcher(file);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Name(
                            Long.parseUnsignedLong(matcher.group(1), 16),
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3))));
        }

        @Override
        public int compareTo(Name other) {
            int byEpoch = Long.compareUnsigned(epoch, other.epoch);
            if (byEpoch != 0) {
                return byEpoch;
            }
            int byLoop = Integer.compare(loop, other.loop);
            return byLoop != 0 ? byLoop : Integer.compare(sequence, other.sequence);
        }
    }

    /// @param end where the records end, or 0 while the segment is active
    public record Header(Name name, State state, long createdWallMicros, int end) {}

    /// What lies at a place of a segment.
    public enum Found {
        /// A whole record.
        RECORD,
        /// Nothing is committed here.
        END,
        /// The bytes at hand do not hold the whole record; more must be read.
        SHORT,
        /// Bytes that no writer left there, or that are not all there yet.
        DAMAGED
    }

    public static int sizeOf(int payloadLength) {
        return RECORD_HEADER_BYTES + (payloadLength + 7 & ~7);
    }

    /// Writes the header of an empty active segment. `segment` is little-endian.
    public static void writeHeader(ByteBuffer segment, Name name, long createdWallMicros) {
        segment.putInt(STATE_OFFSET, State.ACTIVE.code);
        segment.putInt(LOOP_OFFSET, name.loop());
        segment.putLong(EPOCH_OFFSET, name.epoch());
        segment.putLong(SEQUENCE_OFFSET, name.sequence());
        segment.putLong(CREATED_OFFSET, createdWallMicros);
        segment.putInt(END_OFFSET, 0);
        segment.putLong(0, MAGIC);
    }

    /// Marks a segment as closed, its records ending at `end`.
    public static void writeClosed(ByteBuffer segment, int end) {
        segment.putInt(END_OFFSET, end);
        INT.setRelease(segment, STATE_OFFSET, State.CLOSED.code);
    }

    /// The header of a segment; empty where there is none of this version. `start` is little-endian
    /// and holds at least [#HEADER_BYTES].
    public static Optional<Header> readHeader(ByteBuffer start) {
        Optional<State> state = State.ofCode(start.getInt(STATE_OFFSET));
        if (start.getLong(0) != MAGIC || state.isEmpty()) {
            return Optional.empty();
        }
        Name name =
                new Name(
                        start.getLong(EPOCH_OFFSET),
                        start.getInt(LOOP_OFFSET),
                        (int) start.getLong(SEQUENCE_OFFSET));
        return Optional.of(
                new Header(
                        name,
                        state.get(),
                        start.getLong(CREATED_OFFSET),
                        start.getInt(END_OFFSET)));
    }

    /// Appends a record at `at`, a multiple of eight, and returns where the next one goes. The
    /// caller has made sure that it fits. `segment` is little-endian.
    public static int append(ByteBuffer segment, int at, byte[] payload, int length, CRC32C crc) {
        crc.reset();
        crc.update(payload, 0, length);
        segment.put(at + RECORD_HEADER_BYTES, payload, 0, length);
        segment.putInt(at + Integer.BYTES, (int) crc.getValue());
        INT.setRelease(segment, at, length);
        return at + sizeOf(length);
    }

    /// Looks at the record that starts at `at` of `bytes`, of which `limit` are there.
    public static Found look(ByteBuffer bytes, int at, int limit, CRC32C crc) {
        if (limit - at < RECORD_HEADER_BYTES) {
            return Found.SHORT;
        }
        int length = lengthAt(bytes, at);
        if (length == 0) {
            return Found.END;
        }
        if (length < 0 || length > CallEventCodec.MAX_BYTES) {
            return Found.DAMAGED;
        }
        if (limit - at < sizeOf(length)) {
            return Found.SHORT;
        }
        crc.reset();
        crc.update(bytes.array(), bytes.arrayOffset() + at + RECORD_HEADER_BYTES, length);
        boolean whole = (int) crc.getValue() == bytes.getInt(at + Integer.BYTES);
        return whole ? Found.RECORD : Found.DAMAGED;
    }

    public static int lengthAt(ByteBuffer bytes, int at) {
        return bytes.getInt(at);
    }
}
