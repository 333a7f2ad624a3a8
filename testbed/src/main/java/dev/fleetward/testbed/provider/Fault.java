package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that a provider does wrong to one call, such as `cut@3`. Immutable.
///
/// @param argument in the unit of its kind; the kind's default if none was written
public record Fault(Kind kind, long argument) {
    /// What the number behind a fault's name means.
    public enum Unit {
        NONE,
        /// Server-sent events before it happens, start events included.
        FRAMES,
        MILLISECONDS,
        /// Bytes of the body before it happens.
        BYTES,
        STATUS,
        TOKENS
    }

    /// Every fault. Where a call is not streamed, `FRAMES` faults happen in the middle of the body.
    public enum Kind {
        REFUSE("refuse", Unit.NONE, 0, "reset the connection before any answer"),
        SLOW_FIRST_TOKEN(
                "slow-first-token", Unit.MILLISECONDS, 2_000, "wait before the first token"),
        STALL("stall", Unit.FRAMES, 1, "then send nothing more and keep the connection open"),
        CUT("cut", Unit.FRAMES, 1, "then reset the connection (TCP RST, or RST_STREAM)"),
        CUT_FIN(
                "cut-fin",
                Unit.FRAMES,
                1,
                "then close the connection in the middle of the message"),
        END("end", Unit.FRAMES, 1, "then end the message as if it were whole"),
        MALFORMED("malformed", Unit.FRAMES, 1, "then one event whose JSON is broken"),
        ERROR_EVENT("error-event", Unit.FRAMES, 1, "then an error inside the stream, and its end"),
        EMPTY("empty", Unit.NONE, 0, "a valid answer without content"),
        TRUNCATED_JSON("truncated-json", Unit.NONE, 0, "half of a JSON body, declared as whole"),
        BROKEN_TOOL_ARGUMENTS(
                "broken-tool-arguments", Unit.NONE, 0, "tool arguments that are no JSON"),
        WRONG_CONTENT_TYPE("wrong-content-type", Unit.NONE, 0, "status 200 with an HTML page"),
        RATE_LIMITED("429", Unit.MILLISECONDS, -1, "rate limited; `retry-after` only with a time"),
        RATE_LIMITED_MS("429-ms", Unit.MILLISECONDS, 1_000, "rate limited, with `retry-after-ms`"),
        RATE_LIMITED_DATE(
                "429-date",
                Unit.MILLISECONDS,
                2_000,
                "rate limited, `retry-after` as an HTTP date"),
        QUOTA("quota", Unit.NONE, 0, "out of credit: a 429 or 400 that retrying does not help"),
        SERVER_ERROR("500", Unit.NONE, 0, "internal error"),
        OVERLOADED("529", Unit.NONE, 0, "overloaded"),
        STATUS("status", Unit.STATUS, 503, "an error of that HTTP status"),
        CUT_BYTE("cut-byte", Unit.BYTES, 100, "then reset the connection, wherever that is"),
        END_BYTE("end-byte", Unit.BYTES, 100, "then end the message as if it were whole"),
        STALL_BYTE("stall-byte", Unit.BYTES, 100, "then send nothing more"),
        DRIP("drip", Unit.MILLISECONDS, 0, "the body one byte at a time, this long between two"),
        OVERSIZED_HEADERS("oversized-headers", Unit.NONE, 0, "256 KiB of response headers"),
        NO_TERMINAL("no-terminal", Unit.NONE, 0, "end cleanly without the terminal event"),
        DUPLICATE_START("duplicate-start", Unit.NONE, 0, "the stream's first event twice"),
        UNFIT_TOOL_ARGUMENTS(
                "unfit-tool-arguments",
                Unit.NONE,
                0,
                "tool arguments that do not fit their schema"),
        UNKNOWN_TOOL("unknown-tool", Unit.NONE, 0, "call a tool that nobody offered"),
        UNFIT_OUTPUT("unfit-output", Unit.NONE, 0, "text that does not fit the schema asked for"),
        REFUSAL("refusal", Unit.NONE, 0, "decline to answer"),
        FILTERED("filtered", Unit.NONE, 0, "an answer that a content filter ended"),
        LENGTH("length", Unit.NONE, 0, "say that the limit on length was reached"),
        ECHO("echo", Unit.NONE, 0, "repeat the user's last message"),
        OTHER_LANGUAGE("other-language", Unit.NONE, 0, "answer in German"),
        WRONG_USAGE("wrong-usage", Unit.TOKENS, 1_000, "report this many output tokens too many"),
        NO_USAGE("no-usage", Unit.NONE, 0, "report no usage");

        private final String label;
        private final Unit unit;
        private final long standard;
        private final String meaning;

        Kind(String label, Unit unit, long standard, String meaning) {
            this.label = label;
            this.unit = unit;
            this.standard = standard;
            this.meaning = meaning;
        }

        public String label() {
            return label;
        }

        public Unit unit() {
            return unit;
        }

        public String meaning() {
            return meaning;
        }
    }

    public static Fault of(Kind kind) {
        return new Fault(kind, kind.standard);
    }

    /// Reads `stall`, `cut@3`, `slow-first-token=250ms`, `429=2s`, `status=503`.
    ///
    /// @throws IllegalArgumentException naming the value and the known faults
    public static Fault parse(String text) {
        String[] halves = text.strip().split("[@=]", 2);
        for (Kind kind : Kind.values()) {
            if (kind.label.equals(halves[0])) {
                return halves.length == 1 ? of(kind) : new Fault(kind, argument(kind, halves[1]));
            }
        }
        throw new IllegalArgumentException(
                "fault \"" + text + "\" (expected one of: " + String.join(", ", labels()) + ")");
    }

    /// Like [#parse], but null for what is no fault.
    static @Nullable Fault parseOrNull(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    private static long argument(Kind kind, String text) {
        String digits = text.toLowerCase(Locale.ROOT);
        long factor = 1;
        if (kind.unit == Unit.MILLISECONDS && digits.endsWith("ms")) {
            digits = digits.substring(0, digits.length() - 2);
        } else if (kind.unit == Unit.MILLISECONDS && digits.endsWith("s")) {
            digits = digits.substring(0, digits.length() - 1);
            factor = 1_000;
        }
        try {
            long value = Math.multiplyExact(Long.parseLong(digits), factor);
            if (value >= 0 && kind.unit != Unit.NONE) {
                return value;
            }
        } catch (NumberFormatException | ArithmeticException notANumber) {
            // Answered below, together with what is out of range.
        }
        throw new IllegalArgumentException(
                "fault " + kind.label + ": \"" + text + "\" (expected: " + expected(kind) + ")");
    }

    private static String expected(Kind kind) {
        return switch (kind.unit) {
            case NONE -> "no argument";
            case FRAMES -> "a number of events, such as @3";
            case BYTES -> "a number of bytes, such as @120";
            case MILLISECONDS -> "a time, such as =250ms or =2s";
            case STATUS -> "a status, such as =503";
            case TOKENS -> "a number of tokens, such as =1000";
        };
    }

    private static List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            labels.add(kind.label);
        }
        return labels;
    }

    /// One line per fault, for `--help`.
    public static String help() {
        StringBuilder text = new StringBuilder();
        for (Kind kind : Kind.values()) {
            String form =
                    kind.label
                            + switch (kind.unit) {
                                case NONE -> "";
                                case FRAMES, BYTES -> "[@n]";
                                case MILLISECONDS -> "[=time]";
                                case STATUS -> "[=code]";
                                case TOKENS -> "[=n]";
                            };
            text.append(String.format(Locale.ROOT, "  %-24s %s%n", form, kind.meaning));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        if (argument == kind.standard) {
            return kind.label;
        }
        return kind.label
                + switch (kind.unit) {
                    case NONE -> "";
                    case FRAMES, BYTES -> "@" + argument;
                    case MILLISECONDS -> "=" + argument + "ms";
                    case STATUS, TOKENS -> "=" + argument;
                };
    }
}
