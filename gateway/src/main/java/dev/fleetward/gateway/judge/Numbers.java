package dev.fleetward.gateway.judge;

import dev.fleetward.gateway.wire.JsonValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Numbers as they are written in JSON, compared by their value and never by a rounding of it.
/// Stateless.
final class Numbers {
    /// Longer numbers, and larger or smaller powers of ten, are not computed with.
    private static final int MOST_DIGITS = 64;

    private static final int MOST_SCALE = 400;

    private Numbers() {}

    /// The value, or null where it is not computed with.
    static @Nullable BigDecimal read(String text) {
        if (text.length() > MOST_DIGITS) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(text);
            return Math.abs((long) value.scale()) > MOST_SCALE ? null : value;
        } catch (NumberFormatException outOfRange) {
            return null;
        }
    }

    static @Nullable BigDecimal read(JsonValue value) {
        return value instanceof JsonValue.Num(String text) ? read(text) : null;
    }

    static Fit isWhole(String text) {
        BigDecimal value = read(text);
        if (value == null) {
            return Fit.UNJUDGED;
        }
        return Fit.of(value.signum() == 0 || value.stripTrailingZeros().scale() <= 0);
    }

    static Fit equal(String one, String other) {
        if (one.equals(other)) {
            return Fit.FITS;
        }
        BigDecimal a = read(one);
        BigDecimal b = read(other);
        return a == null || b == null ? Fit.UNJUDGED : Fit.of(a.compareTo(b) == 0);
    }
}
