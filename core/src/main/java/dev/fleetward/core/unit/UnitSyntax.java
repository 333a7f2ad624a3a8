package dev.fleetward.core.unit;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How people write quantities in configuration and on the command line. Every method throws
/// `IllegalArgumentException` whose message names the value and what was expected. Stateless.
public final class UnitSyntax {
    private static final Pattern NUMBER_WITH_SUFFIX =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-z%]*)");

    private static final Map<String, Long> COUNTS =
            Map.of("", 1L, "k", 1_000L, "m", 1_000_000L, "b", 1_000_000_000L);
    private static final Map<String, Long> BYTES =
            Map.of(
                    "",
                    1L,
                    "b",
                    1L,
                    "kb",
                    1_000L,
                    "mb",
                    1_000_000L,
                    "gb",
                    1_000_000_000L,
                    "kib",
                    1L << 10,
                    "mib",
                    1L << 20,
                    "gib",
                    1L << 30);
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "min", 60_000_000_000L,
                    "h", 3_600_000_000_000L,
                    "d", 86_400_000_000_000L);

    private UnitSyntax() {}

    /// `500`, `200k`, `2M`, `1.5M`.
    public static long count(String text) {
        return scaled(text, COUNTS, "a count such as 500, 200k or 2M");
    }

    /// `4096`, `64KiB`, `16MiB`, `20MB`, in bytes.
    public static long bytes(String text) {
        return scaled(text, BYTES, "a size such as 64KiB, 16MiB or 2GB");
    }

    /// `500ms`, `30s`, `5m`, `2h`, `1d`.
    public static Duration duration(String text) {
        return Duration.ofNanos(scaled(text, NANOS, "a duration such as 500ms, 30s, 5m or 2h"));
    }

    /// `60%`, `99.5%`.
    public static Percent percent(String text) {
        Matcher matcher = NUMBER_WITH_SUFFIX.matcher(text.strip());
        if (!matcher.matches() || !matcher.group(2).equals("%")) {
            throw unexpected(text, "a percentage such as 60% or 99.5%");
        }
        try {
            return new Percent(new BigDecimal(matcher.group(1)).movePointRight(4).intValueExact());
        } catch (ArithmeticException tooFineOrTooLarge) {
            throw unexpected(text, "a percentage with at most four decimals");
        }
    }

    /// `2000 USD`, `0.15 USD`.
    public static Money money(String text) {
        Matcher matcher = NUMBER_WITH_SUFFIX.matcher(text.strip());
        if (!matcher.matches() || !matcher.group(2).equals("USD")) {
            throw unexpected(text, "an amount such as 2000 USD or 0.15 USD");
        }
        try {
            return new Money(new BigDecimal(matcher.group(1)).movePointRight(9).longValueExact());
        } catch (ArithmeticException tooFineOrTooLarge) {
            throw unexpected(text, "an amount below 9 billion USD with at most nine decimals");
        }
    }

    private static long scaled(String text, Map<String, Long> suffixes, String expected) {
        Matcher matcher = NUMBER_WITH_SUFFIX.matcher(text.strip());
        Long factor =
                matcher.matches() ? suffixes.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (factor == null) {
            throw unexpected(text, expected);
        }
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(factor))
                    .longValueExact();
        } catch (ArithmeticException tooFineOrTooLarge) {
            throw unexpected(text, expected);
        }
    }

    private static IllegalArgumentException unexpected(String text, String expected) {
        return new IllegalArgumentException("\"" + text + "\" (expected: " + expected + ")");
    }
}
