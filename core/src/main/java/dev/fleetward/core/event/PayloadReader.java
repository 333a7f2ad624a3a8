package dev.fleetward.core.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads what [PayloadWriter] wrote. Every fault is an `IllegalArgumentException`: a payload whose
/// checksum is right and that still cannot be read was written by another version. Confined.
final class PayloadReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    PayloadReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    int octet() {
        if (position >= end) {
            throw new IllegalArgumentException("the payload ends too early");
        }
        return bytes[position++] & 0xFF;
    }

    long fixedLong() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            value |= (long) octet() << shift;
        }
        return value;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7F) << shift;
            if (octet < 0x80) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IllegalArgumentException("a number of more than ten bytes");
    }

    <E extends Enum<E>> @Nullable E constantOrNull(E[] constants) {
        int index = octet() - 1;
        if (index >= constants.length) {
            throw new IllegalArgumentException("constant " + index + " of " + constants.length);
        }
        return index < 0 ? null : constants[index];
    }

    <E extends Enum<E>> E constant(E[] constants) {
        E constant = constantOrNull(constants);
        if (constant == null) {
            throw new IllegalArgumentException("a constant is missing");
        }
        return constant;
    }

    @Nullable String textOrNull() {
        int length = (octet() | octet() << Byte.SIZE) - 1;
        if (length < 0) {
            return null;
        }
        if (length > end - position) {
            throw new IllegalArgumentException("the payload ends within a text");
        }
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    String text() {
        String text = textOrNull();
        if (text == null) {
            throw new IllegalArgumentException("a text is missing");
        }
        return text;
    }
}
