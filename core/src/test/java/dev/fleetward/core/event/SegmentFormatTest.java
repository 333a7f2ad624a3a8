package dev.fleetward.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.event.SegmentFormat.Found;
import dev.fleetward.core.event.SegmentFormat.Header;
import dev.fleetward.core.event.SegmentFormat.Name;
import dev.fleetward.core.event.SegmentFormat.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class SegmentFormatTest {
    private static final Name NAME = new Name(0xABC, 3, 42);

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer segment =
            ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void findsEveryRecordAndThenTheEnd() {
        byte[] payload = new byte[300];
        new Random(1).nextBytes(payload);
        int at = SegmentFormat.HEADER_BYTES;
        for (int length = 1; length <= 100; length++) {
            int next = SegmentFormat.append(segment, at, payload, length, crc);
            assertThat(next % 8).isZero();
            at = next;
        }
        ByteBuffer read = copy();
        int from = SegmentFormat.HEADER_BYTES;
        for (int length = 1; length <= 100; length++) {
            assertThat(SegmentFormat.look(read, from, read.capacity(), crc))
                    .isEqualTo(Found.RECORD);
            assertThat(SegmentFormat.lengthAt(read, from)).isEqualTo(length);
            from += SegmentFormat.sizeOf(length);
        }
        assertThat(SegmentFormat.look(read, from, read.capacity(), crc)).isEqualTo(Found.END);
    }

    @Test
    void anyFlippedBitOfThePayloadIsDamage() {
        byte[] payload = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        SegmentFormat.append(segment, 64, payload, payload.length, crc);
        for (int bit = 0; bit < payload.length * 8; bit++) {
            ByteBuffer read = copy();
            int at = 64 + SegmentFormat.RECORD_HEADER_BYTES + bit / 8;
            read.put(at, (byte) (read.get(at) ^ 1 << bit % 8));
            assertThat(SegmentFormat.look(read, 64, read.capacity(), crc)).isEqualTo(Found.DAMAGED);
        }
    }

    @Test
    void aRecordThatIsNotAllThereIsShort() {
        byte[] payload = new byte[50];
        int end = SegmentFormat.append(segment, 64, payload, payload.length, crc);
        ByteBuffer read = copy();
        assertThat(SegmentFormat.look(read, 64, end - 1, crc)).isEqualTo(Found.SHORT);
        assertThat(SegmentFormat.look(read, 64, end, crc)).isEqualTo(Found.RECORD);
    }

    @Test
    void theHeaderTellsWhoWroteTheSegmentAndWhetherItIsClosed() {
        assertThat(SegmentFormat.readHeader(copy())).isEmpty();
        SegmentFormat.writeHeader(segment, NAME, 77);
        assertThat(SegmentFormat.readHeader(copy()))
                .contains(new Header(NAME, State.ACTIVE, 77, 0));
        SegmentFormat.writeClosed(segment, 640);
        assertThat(SegmentFormat.readHeader(copy()))
                .contains(new Header(NAME, State.CLOSED, 77, 640));
    }

    @Test
    void namesOfFilesSortInTheOrderOfWriting() {
        assertThat(Name.parse(NAME.file())).contains(NAME);
        assertThat(NAME.file()).isEqualTo("0000000000000abc-3-000042.seg");
        assertThat(Name.parse("0000000000000abc-3-000042.seg.tmp")).isEmpty();
        assertThat(Name.parse("lock")).isEmpty();
        assertThat(new Name(1, 9, 9)).isLessThan(new Name(2, 0, 1));
        assertThat(new Name(1, 1, 9)).isLessThan(new Name(1, 2, 1));
        assertThat(new Name(1, 1, 9)).isLessThan(new Name(1, 1, 10));
    }

    private ByteBuffer copy() {
        ByteBuffer heap = ByteBuffer.allocate(segment.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        heap.put(0, segment, 0, segment.capacity());
        return heap;
    }
}
