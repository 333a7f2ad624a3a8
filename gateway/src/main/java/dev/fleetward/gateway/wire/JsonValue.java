package dev.fleetward.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A JSON value, read whole, for bodies that must be understood and not only looked into. Objects
/// and arrays remember the bytes that they were read from, so that [#raw()] gives them back as they
/// were. Immutable by convention: nobody writes to those bytes.
public sealed interface JsonValue {
    /// @param members in their order
    record Obj(Map<String, JsonValue> members, Slice slice) implements JsonValue {}

    record Arr(List<JsonValue> items, Slice slice) implements JsonValue {}

    record Str(String value) implements JsonValue {}

    /// @param text as it was written, so that nothing is lost to rounding
    record Num(String text) implements JsonValue {}

    record Bool(boolean value) implements JsonValue {}

    /// `null`, and also what a look-up finds where there is nothing.
    record Null() implements JsonValue {
        public static final Null VALUE = new Null();
    }

    /// Where a value stands in the bytes that it was read from.
    final class Slice {
        private final byte[] bytes;
        private final int start;
        private final int end;

        Slice(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.start = start;
            this.end = end;
        }

        private String text() {
            return new String(bytes, start, end - start, StandardCharsets.UTF_8);
        }
    }

    /// Reads one value.
    ///
    /// @throws Malformed where the bytes are not one JSON value, names in an object repeat, or
    ///   values are nested deeper than [Json#MAX_DEPTH]
    static JsonValue parse(byte[] bytes, int offset, int length) throws Malformed {
        try (JsonParser parser = Json.parser(bytes, offset, length)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Malformed("nothing to read");
            }
            JsonValue value = JsonReading.value(parser, first, bytes, offset);
            if (parser.nextToken() != null) {
                throw new Malformed("more than one value");
            }
            return value;
        } catch (JacksonException e) {
            // The parser's own message may quote what it read, which may be a prompt.
            long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            throw new Malformed("not valid JSON at byte " + at);
        }
    }

    static JsonValue parse(byte[] bytes) throws Malformed {
        return parse(bytes, 0, bytes.length);
    }

    static JsonValue parse(String text) throws Malformed {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The member of this name, or [Null] where there is none or this is no object.
    default JsonValue get(String name) {
        return this instanceof Obj(Map<String, JsonValue> members, Slice ignored)
                ? members.getOrDefault(name, Null.VALUE)
                : Null.VALUE;
    }

    /// The items, none where this is no array.
    default List<JsonValue> items() {
        return this instanceof Arr(List<JsonValue> items, Slice ignored) ? items : List.of();
    }

    /// The string, or null where this is no string.
    default @Nullable String text() {
        return this instanceof Str(String value) ? value : null;
    }

    /// The string, or the empty string where this is no string.
    default String textOrEmpty() {
        return this instanceof Str(String value) ? value : "";
    }

    default boolean isNull() {
        return this instanceof Null;
    }

    default boolean isTrue() {
        return this instanceof Bool(boolean value) && value;
    }

    /// The whole number, or `otherwise` where this is none or does not fit.
    default long wholeNumber(long otherwise) {
        if (this instanceof Num(String text)) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                return otherwise;
            }
        }
        return otherwise;
    }

    /// The JSON text: for objects and arrays exactly as it was read.
    default String raw() {
        return switch (this) {
            case Obj(Map<String, JsonValue> ignored, Slice slice) -> slice.text();
            case Arr(List<JsonValue> ignored, Slice slice) -> slice.text();
            case Str(String value) -> new JsonText().string(value).toString();
            case Num(String text) -> text;
            case Bool(boolean value) -> String.valueOf(value);
            case Null() -> "null";
        };
    }

    /// What was read is not JSON. The message never quotes it.
    final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        public Malformed(String message) {
            super(message, null, false, false);
        }
    }
}
