package dev.fleetward.gateway.judge;

import dev.fleetward.gateway.wire.JsonValue;
import java.math.BigDecimal;

/// The keywords that bound numbers, lengths and sizes. Stateless.
final class Measures {
    private Measures() {}

    static Fit ofText(String keyword, JsonValue rule, String text) {
        return switch (keyword) {
            case "minLength" -> atLeast(text.codePointCount(0, text.length()), rule);
            case "maxLength" -> atMost(text.codePointCount(0, text.length()), rule);
            case "pattern", "format" -> Fit.UNJUDGED;
            default -> Fit.FITS;
        };
    }

    static Fit ofNumber(String keyword, JsonValue rule, String number) {
        return switch (keyword) {
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" -> {
                BigDecimal bound = Numbers.read(rule);
                BigDecimal value = Numbers.read(number);
                yield bound == null || value == null
                        ? Fit.UNJUDGED
                        : compared(keyword, value, bound);
            }
            // Some formats are of numbers, such as `int32`.
            case "format" -> Fit.UNJUDGED;
            default -> Fit.FITS;
        };
    }

    private static Fit compared(String keyword, BigDecimal value, BigDecimal bound) {
        int order = value.compareTo(bound);
        return switch (keyword) {
            case "minimum" -> Fit.of(order >= 0);
            case "maximum" -> Fit.of(order <= 0);
            case "exclusiveMinimum" -> Fit.of(order > 0);
            case "exclusiveMaximum" -> Fit.of(order < 0);
            default ->
                    bound.signum() <= 0
                            ? Fit.UNJUDGED
                            : Fit.of(value.remainder(bound).signum() == 0);
        };
    }

    static Fit atLeast(int count, JsonValue rule) {
        BigDecimal least = Numbers.read(rule);
        return least == null
                ? Fit.UNJUDGED
                : Fit.of(BigDecimal.valueOf(count).compareTo(least) >= 0);
    }

    static Fit atMost(int count, JsonValue rule) {
        BigDecimal most = Numbers.read(rule);
        return most == null ? Fit.UNJUDGED : Fit.of(BigDecimal.valueOf(count).compareTo(most) <= 0);
    }
}
