package dev.fleetward.core.call;

import java.util.Optional;

/// The name of one logical call: 48 bits of wall-clock milliseconds and 80 random bits, so that ids
/// sort by time. Written as `fw_` and 26 Crockford base-32 characters. Immutable.
public record CallId(long high, long low) implements Comparable<CallId> {
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final String PREFIX = "fw_";

    /// 26 digits hold 130 bits; the first carries the upper three of 128.
    private static final int LARGEST_FIRST_DIGIT = 7;

    private static final int TEXT_LENGTH = PREFIX.length() + 26;

    /// Composes an id from the time and 80 random bits (the lower 16 of `randomHigh`, all of
    /// `randomLow`).
    public static CallId of(long wallMicros, long randomHigh, long randomLow) {
        return new CallId((wallMicros / 1000) << 16 | (randomHigh & 0xFFFF), randomLow);
    }

    /// The inverse of [#toString()].
    public static Optional<CallId> parse(String text) {
        if (text.length() != TEXT_LENGTH
                || !text.startsWith(PREFIX)
                || digitOf(text.charAt(PREFIX.length())) > LARGEST_FIRST_DIGIT) {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        for (int i = PREFIX.length(); i < TEXT_LENGTH; i++) {
            int digit = digitOf(text.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            high = high << 5 | low >>> 59;
            low = low << 5 | digit;
        }
        return Optional.of(new CallId(high, low));
    }

    private static int digitOf(char c) {
        for (int i = 0; i < DIGITS.length; i++) {
            if (DIGITS[i] == c) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int compareTo(CallId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        char[] text = new char[TEXT_LENGTH];
        PREFIX.getChars(0, PREFIX.length(), text, 0);
        long upper = high;
        long lower = low;
        for (int i = TEXT_LENGTH - 1; i >= PREFIX.length(); i--) {
            text[i] = DIGITS[(int) (lower & 31)];
            lower = lower >>> 5 | upper << 59;
            upper >>>= 5;
        }
        return new String(text);
    }
}
