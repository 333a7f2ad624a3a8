package dev.fleetward.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// A JSON object in bytes, with the places of its top-level members, found in one streaming pass
/// that read the whole of it. Values can be replaced and added in place; every other byte stays.
/// Immutable by convention: nobody writes to `bytes`.
public final class JsonBody {
    /// The most top-level members that a body may have. Names are compared with each other, so this
    /// also bounds the time that a body full of names can cost.
    public static final int MAX_MEMBERS = 256;

    /// What [#integer(Member)] answers for a value that is no whole number of at most 18 digits.
    public static final long NO_INTEGER = Long.MIN_VALUE;

    private static final int SAFE_DIGITS = 18;

    private final byte[] bytes;
    private final List<Member> members;
    private final int open;

    /// @param members in their order in the body
    /// @param open the place of the opening brace
    JsonBody(byte[] bytes, List<Member> members, int open) {
        this.bytes = bytes;
        this.members = members;
        this.open = open;
    }

    /// What kind of value a member has.
    public enum Kind {
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        OBJECT,
        ARRAY
    }

    /// One top-level member, and what was counted within it.
    ///
    /// @param start the place of the first byte of its value
    /// @param end the place after the last byte of its value
    /// @param textBytes raw bytes of all string values in it, names and binary content (data URLs
    ///   and base 64) left out
    /// @param elements the direct elements, if it is an array
    /// @param numbers the numbers in it, however deep
    /// @param images the objects in it, however deep, whose `type` says that they are an image
    public record Member(
            String name,
            Kind kind,
            int start,
            int end,
            long textBytes,
            int elements,
            int numbers,
            int images) {
        public int length() {
            return end - start;
        }
    }

    /// A new value for a top-level member, as JSON text. Never compared, so the array may stay.
    @SuppressWarnings("ArrayRecordComponent")
    public record Edit(String name, byte[] value) {}

    /// A body that cannot be used. The message says where and what was expected, and holds nothing
    /// of the body.
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Malformed(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        /// For the caller: where, and what was expected.
        public String reason() {
            return reason;
        }
    }

    /// Reads the whole of `bytes`: one JSON object, in UTF-8 without a byte order mark, without two
    /// members of the same name at its top, nested at most `maxDepth` deep.
    ///
    /// @param maxDepth at most [Json#MAX_DEPTH]; an object alone has depth 1
    public static JsonBody parse(byte[] bytes, int maxDepth) throws Malformed {
        return new JsonBodyPass(bytes, maxDepth).read();
    }

    public byte[] bytes() {
        return bytes;
    }

    /// All top-level members, in their order.
    public List<Member> members() {
        return members;
    }

    /// The member of that name, or null.
    public @Nullable Member member(String name) {
        for (Member member : members) {
            if (member.name().equals(name)) {
                return member;
            }
        }
        return null;
    }

    /// The text of a member that is a string, escapes resolved; null if it is no string.
    public @Nullable String string(Member member) {
        if (member.kind() != Kind.STRING) {
            return null;
        }
        if (ByteScan.indexOf(bytes, member.start(), member.end(), (byte) '\\') < 0) {
            return new String(
                    bytes, member.start() + 1, member.length() - 2, StandardCharsets.UTF_8);
        }
        try (JsonParser parser = Json.parser(bytes, member.start(), member.length())) {
            parser.nextToken();
            return parser.getString();
        }
    }

    /// The value of a member that is a whole number, else [#NO_INTEGER].
    public long integer(Member member) {
        int from = member.start();
        boolean negative = bytes[from] == '-';
        int digits = negative ? from + 1 : from;
        if (member.kind() != Kind.NUMBER || member.end() - digits > SAFE_DIGITS) {
            return NO_INTEGER;
        }
        long value = 0;
        for (int i = digits; i < member.end(); i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return NO_INTEGER;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    /// A member that is an object, as a body of its own; null if it is no object.
    public @Nullable JsonBody object(Member member) throws Malformed {
        if (member.kind() != Kind.OBJECT) {
            return null;
        }
        byte[] own = new byte[member.length()];
        System.arraycopy(bytes, member.start(), own, 0, own.length);
        return parse(own, Json.MAX_DEPTH);
    }

    /// Whether these bytes, of which there is at least one, stand anywhere in a member's value.
    public boolean holds(Member member, byte[] text) {
        int last = member.end() - text.length;
        int at = ByteScan.indexOf(bytes, member.start(), member.end(), text[0]);
        while (at >= 0 && at <= last) {
            if (Arrays.equals(bytes, at, at + text.length, text, 0, text.length)) {
                return true;
            }
            at = ByteScan.indexOf(bytes, at + 1, member.end(), text[0]);
        }
        return false;
    }

    /// Whether the raw bytes of a member's value are exactly these.
    public boolean valueIs(Member member, byte[] value) {
        return Arrays.equals(bytes, member.start(), member.end(), value, 0, value.length);
    }

    /// The bytes with some values replaced, or added at the end where there were none. Without an
    /// edit these are [#bytes()] themselves.
    public byte[] with(List<Edit> edits) {
        if (edits.isEmpty()) {
            return bytes;
        }
        Splice splice = new Splice(bytes);
        for (Member member : members) {
            Edit edit = editOf(edits, member.name());
            if (edit != null) {
                splice.replace(member.start(), member.end(), edit.value());
            }
        }
        boolean first = members.isEmpty();
        splice.copyTo(first ? open + 1 : members.getLast().end());
        for (Edit edit : edits) {
            if (member(edit.name()) == null) {
                splice.put(first ? "" : ",");
                splice.put(Json.quoted(edit.name()));
                splice.put(":");
                splice.put(edit.value());
                first = false;
            }
        }
        return splice.finish();
    }

    private static @Nullable Edit editOf(List<Edit> edits, String name) {
        for (Edit edit : edits) {
            if (edit.name().equals(name)) {
                return edit;
            }
        }
        return null;
    }
}
