package dev.fleetward.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A copy of bytes in the making, with other bytes in some places. Used from front to back by one
/// thread.
final class Splice {
    /// Room for the usual edits, a model's name and a usage option, so that nothing grows.
    private static final int SLACK = 256;

    private final byte[] source;
    private int copied;
    private byte[] out;
    private int length;

    Splice(byte[] source) {
        this.source = source;
        this.out = new byte[source.length + SLACK];
    }

    void replace(int from, int to, byte[] value) {
        copyTo(from);
        put(value);
        copied = to;
    }

    /// Copies what was not yet copied or replaced, up to `end`.
    void copyTo(int end) {
        if (end > copied) {
            put(source, copied, end - copied);
            copied = end;
        }
    }

    void put(byte[] value) {
        put(value, 0, value.length);
    }

    void put(String ascii) {
        put(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] finish() {
        copyTo(source.length);
        return Arrays.copyOf(out, length);
    }

    private void put(byte[] value, int offset, int count) {
        if (length + count > out.length) {
            out = Arrays.copyOf(out, Math.max(length + count, out.length + out.length / 2));
        }
        System.arraycopy(value, offset, out, length, count);
        length += count;
    }
}
