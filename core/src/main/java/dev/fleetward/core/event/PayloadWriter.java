package dev.fleetward.core.event;

import org.jspecify.annotations.Nullable;

/// Writes the primitives of a payload into one array that is used again and again. Confined to one
/// thread.
///
/// Numbers are zigzag varints, texts are a length plus one (0 for null) and UTF-8. The array is as
/// large as the largest payload, and texts are cut at their bound, so that nothing is checked or
/// grown on the way.
final class PayloadWriter {
    private final byte[] bytes;
    private int position;

    PayloadWriter(int capacity) {
        this.bytes = new byte[capacity];
    }

    byte[] bytes() {
        return bytes;
    }

    void restart() {
        position = 0;
    }

    int length() {
        return position;
    }

    void octet(int value) {
        bytes[position++] = (byte) value;
    }

    void fixedLong(long value) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[position++] = (byte) (value >>> shift);
        }
    }

    void number(long value) {
        unsigned(value << 1 ^ value >> 63);
    }

    private void unsigned(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
    }

    /// The constant's place in its enum plus one, or 0 for null.
    @SuppressWarnings("EnumOrdinal") // One byte; a golden payload in the tests holds the order.
    void constant(@Nullable Enum<?> constant) {
        octet(constant == null ? 0 : constant.ordinal() + 1);
    }

    /// At most `bound` bytes of UTF-8, cut between two characters. Two bytes hold the length.
    void text(@Nullable String text, int bound) {
        if (text == null) {
            octet(0);
            octet(0);
            return;
        }
        int start = position + 2;
        int end = ascii(text, start, bound);
        if (end < 0) {
            end = utf8(text, start, bound);
        }
        int length = end - start + 1;
        bytes[position] = (byte) length;
        bytes[position + 1] = (byte) (length >>> Byte.SIZE);
        position = end;
    }

    /// The end of the text, or −1 where it holds more than ASCII.
    private int ascii(String text, int start, int bound) {
        int length = Math.min(text.length(), bound);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return -1;
            }
            bytes[start + i] = (byte) c;
        }
        return start + length;
    }

    private int utf8(String text, int start, int bound) {
        int at = start;
        int limit = start + bound;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (Character.getType(point) == Character.SURROGATE) {
                point = '?';
            }
            int size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (at + size > limit) {
                break;
            }
            at = put(point, size, at);
        }
        return at;
    }

    private int put(int point, int size, int at) {
        if (size == 1) {
            bytes[at] = (byte) point;
            return at + 1;
        }
        for (int i = size - 1; i > 0; i--) {
            bytes[at + i] = (byte) (0x80 | ((point >>> (6 * (size - 1 - i))) & 0x3F));
        }
        int lead = size == 2 ? 0xC0 : size == 3 ? 0xE0 : 0xF0;
        bytes[at] = (byte) (lead | (point >>> (6 * (size - 1))));
        return at + size;
    }
}
