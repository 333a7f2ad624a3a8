package dev.fleetward.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the name and the data of one server-sent event in its raw bytes. Reused from event to
/// event; data of one line is not copied. Confined to the event loop of its call.
public final class SseEvent {
    private static final byte[] NOTHING = {};
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);

    private byte[] raw = NOTHING;
    private int nameStart;
    private int nameLength;
    private byte[] data = NOTHING;
    private int dataOffset;
    private int dataLength;
    private int dataLines;

    /// Looks at one event. `bytes` must stay untouched for as long as the answers are used.
    public void read(byte[] bytes, int offset, int length) {
        raw = bytes;
        nameStart = offset;
        nameLength = 0;
        data = bytes;
        dataOffset = offset;
        dataLength = 0;
        dataLines = 0;
        int end = offset + length;
        int lineStart = startsWithByteOrderMark(bytes, offset, end) ? offset + 3 : offset;
        while (lineStart < end) {
            int lineFeed = ByteScan.indexOf(bytes, lineStart, end, (byte) '\n');
            int next = lineFeed < 0 ? end : lineFeed;
            int lineEnd = next > lineStart && bytes[next - 1] == '\r' ? next - 1 : next;
            line(lineStart, lineEnd);
            lineStart = next + 1;
        }
    }

    /// Whether there is any data; a comment or a bare name has none.
    public boolean hasData() {
        return dataLength > 0;
    }

    /// The name, or null where there is none.
    public @Nullable String name() {
        return nameLength == 0
                ? null
                : new String(raw, nameStart, nameLength, StandardCharsets.UTF_8);
    }

    /// The array in which the data lies.
    public byte[] data() {
        return data;
    }

    public int dataOffset() {
        return dataOffset;
    }

    public int dataLength() {
        return dataLength;
    }

    public boolean dataIs(byte[] expected) {
        return Arrays.equals(
                data, dataOffset, dataOffset + dataLength, expected, 0, expected.length);
    }

    public boolean isNamed() {
        return nameLength > 0;
    }

    public boolean nameIs(byte[] expected) {
        return Arrays.equals(raw, nameStart, nameStart + nameLength, expected, 0, expected.length);
    }

    private void line(int from, int to) {
        if (fieldIs(DATA, from, to)) {
            addData(valueStart(from + DATA.length, to), to);
        } else if (fieldIs(EVENT, from, to)) {
            nameStart = valueStart(from + EVENT.length, to);
            nameLength = to - nameStart;
        }
    }

    private boolean fieldIs(byte[] field, int from, int to) {
        int end = from + field.length;
        return end <= to
                && (end == to || raw[end] == ':')
                && Arrays.equals(raw, from, end, field, 0, field.length);
    }

    /// After the colon and at most one space.
    private int valueStart(int colon, int to) {
        int start = Math.min(colon + 1, to);
        return start < to && raw[start] == ' ' ? start + 1 : start;
    }

    private void addData(int from, int to) {
        if (dataLines == 0) {
            dataOffset = from;
            dataLength = to - from;
        } else {
            // Several lines are joined by a line feed, which needs a place of its own.
            byte[] joined = new byte[dataLength + 1 + to - from];
            System.arraycopy(data, dataOffset, joined, 0, dataLength);
            joined[dataLength] = '\n';
            System.arraycopy(raw, from, joined, dataLength + 1, to - from);
            data = joined;
            dataOffset = 0;
            dataLength = joined.length;
        }
        dataLines++;
    }

    private static boolean startsWithByteOrderMark(byte[] bytes, int from, int to) {
        return to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
    }
}
