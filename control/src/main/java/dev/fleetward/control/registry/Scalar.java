package dev.fleetward.control.registry;

import dev.fleetward.core.unit.Money;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.core.unit.UnitSyntax;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One kind of single value: how it is read, and what people and editors are told of it. Immutable.
///
/// @param label what the reference page calls it
/// @param jsonTypes the JSON types it may be written as
/// @param pattern what its text looks like, or null where anything goes
/// @param values the only values there are, or an empty list
/// @param read throws `IllegalArgumentException` whose message names the value and the expectation
record Scalar(
        String label,
        List<String> jsonTypes,
        @Nullable String pattern,
        List<String> values,
        Function<String, Object> read) {

    private static final String NUMBER = "[0-9]+(\\.[0-9]+)?";
    private static final int MAX_TEXT = 2_048;
    private static final int MAX_SCALAR = 4_096;

    private static final Scalar TRUE_OR_FALSE =
            new Scalar("true or false", List.of("boolean"), null, List.of(), Scalar::readBoolean);

    private static final Map<Class<?>, Scalar> KINDS =
            Map.ofEntries(
                    entry(String.class, "text", null, Scalar::plainText),
                    entry(
                            Count.class,
                            "count",
                            "^" + NUMBER + " ?[kKmMbB]?$",
                            text -> new Count(UnitSyntax.count(text))),
                    entry(
                            ByteSize.class,
                            "size",
                            "^" + NUMBER + " ?([kKmMgG]?i?[bB])?$",
                            text -> new ByteSize(UnitSyntax.bytes(text))),
                    entry(
                            Duration.class,
                            "duration",
                            "^" + NUMBER + " ?(ns|us|ms|s|m|min|h|d)$",
                            UnitSyntax::duration),
                    entry(
                            Schedule.class,
                            "hours of the week",
                            "^[A-Za-z,-]+ +[0-9:]+-[0-9:]+ +[A-Za-z0-9_+/-]+$",
                            Schedule::parse),
                    entry(Passage.class, "passage", null, Passage::parse),
                    entry(Percent.class, "percentage", "^" + NUMBER + " ?%$", UnitSyntax::percent),
                    entry(Money.class, "amount", "^" + NUMBER + " USD$", UnitSyntax::money),
                    entry(
                            LocalDate.class,
                            "date",
                            "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                            Scalar::readDate),
                    entry(URI.class, "URL", "^https?://.+$", Scalar::readUrl),
                    entry(Path.class, "path", null, Scalar::readPath),
                    entry(Address.class, "address", "^.+:[0-9]{1,5}$", Address::parse),
                    entry(
                            SecretReference.class,
                            "secret reference",
                            "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$",
                            SecretReference::parse),
                    entry(
                            WebhookAddress.class,
                            "URL or secret reference",
                            "^(https?://.+|env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$",
                            WebhookAddress::parse),
                    Map.entry(
                            int.class,
                            new Scalar(
                                    "number",
                                    List.of("integer"),
                                    null,
                                    List.of(),
                                    Scalar::readInt)),
                    Map.entry(
                            BigDecimal.class,
                            new Scalar(
                                    "decimal number",
                                    List.of("number"),
                                    null,
                                    List.of(),
                                    Scalar::readDecimal)),
                    Map.entry(boolean.class, TRUE_OR_FALSE),
                    Map.entry(Boolean.class, TRUE_OR_FALSE));

    /// Characters that a value of this kind may have.
    int longest() {
        return label.equals("passage") ? Passage.MOST_CHARACTERS : MAX_SCALAR;
    }

    /// The kind for values of this Java type, or null if its values have parts.
    static @Nullable Scalar of(Class<?> type) {
        return type.isEnum() ? ofConstants(type) : KINDS.get(type);
    }

    private static Map.Entry<Class<?>, Scalar> entry(
            Class<?> type, String label, @Nullable String pattern, Function<String, Object> read) {
        List<String> types =
                type == Count.class || type == ByteSize.class
                        ? List.of("integer", "string")
                        : type == String.class || type == Passage.class
                                ? List.of("string", "number", "boolean")
                                : List.of("string");
        return Map.entry(type, new Scalar(label, types, pattern, List.of(), read));
    }

    private static Scalar ofConstants(Class<?> type) {
        Enum<?>[] constants = (Enum<?>[]) type.getEnumConstants();
        List<String> labels = Arrays.stream(constants).map(Scalar::text).toList();
        return new Scalar(
                "one of " + String.join(", ", labels),
                List.of("string"),
                null,
                labels,
                text -> {
                    int index = labels.indexOf(text);
                    if (index < 0) {
                        throw unexpected(text, "one of " + String.join(", ", labels));
                    }
                    return constants[index];
                });
    }

    /// How a constant is written in the file: `SELF_HOSTED` as `self-hosted`.
    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// How a duration is written in the file, in the largest unit that needs no fraction.
    static String text(Duration duration) {
        long nanos = duration.toNanos();
        long[] sizes = {3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L};
        String[] units = {"h", "m", "s", "ms", "us"};
        for (int i = 0; i < sizes.length; i++) {
            if (nanos != 0 && nanos % sizes[i] == 0) {
                return nanos / sizes[i] + units[i];
            }
        }
        return nanos == 0 ? "0s" : nanos + "ns";
    }

    private static Object plainText(String text) {
        if (text.isBlank() || text.length() > MAX_TEXT || text.chars().anyMatch(c -> c < ' ')) {
            throw unexpected(text, "a line of text of at most " + MAX_TEXT + " characters");
        }
        return text;
    }

    private static Object readDate(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException notADate) {
            throw unexpected(text, "a date such as 2026-01-31");
        }
    }

    private static Object readPath(String text) {
        try {
            plainText(text);
            return Path.of(text);
        } catch (java.nio.file.InvalidPathException notAPath) {
            throw unexpected(text, "a path");
        }
    }

    /// Never repeats the text: a URL may carry a password.
    private static Object readUrl(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (java.net.URISyntaxException notAUrl) {
            throw new IllegalArgumentException("not a URL (expected: https://host/path)");
        }
        boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "not a web address (expected: http:// or https:// and a host)");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "a user or password in the URL (expected: none; a credential is a reference of"
                            + " its own)");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("a query or fragment in the URL (expected: none)");
        }
        return URI.create(text.replaceAll("/+$", ""));
    }

    private static Object readInt(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw unexpected(text, "a whole number");
        }
    }

    private static Object readDecimal(String text) {
        if (!text.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
            throw unexpected(text, "a number such as 0.7");
        }
        return new BigDecimal(text);
    }

    private static Object readBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unexpected(text, "true or false");
        };
    }

    private static IllegalArgumentException unexpected(String text, String expected) {
        return new IllegalArgumentException("\"" + text + "\" (expected: " + expected + ")");
    }
}
