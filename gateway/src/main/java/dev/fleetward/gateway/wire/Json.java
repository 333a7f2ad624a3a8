package dev.fleetward.gateway.wire;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/// The one way in which the data path reads JSON as a stream, and the few that it needs to write
/// it. Immutable and thread-safe.
public final class Json {
    /// The deepest nesting that is read anywhere; callers may set lower bounds of their own.
    public static final int MAX_DEPTH = 1_000;

    /// A count that is absent, null, negative, or no number that a count could be.
    public static final long NO_COUNT = -1;

    /// Digits that fit a long whatever they are.
    private static final int SAFE_DIGITS = 18;

    // Sizes are bounded before reading, so strings may be as long as what they came in.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    /// The longest string or number that is held while it is read piece by piece.
    public static final int MOST_PIECEWISE_CHARS = 4 << 20;

    private static final JsonFactory PIECEWISE =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MOST_PIECEWISE_CHARS)
                                    .maxNumberLength(MOST_PIECEWISE_CHARS)
                                    .build())
                    .build();

    private Json() {}

    /// Opens one JSON object for reading and moves to its start. Every byte of it is known to be
    /// well-formed UTF-8 then. The caller closes the parser.
    ///
    /// @throws JacksonException if it is no JSON object, or no UTF-8
    public static JsonParser openObject(byte[] bytes, int offset, int length) {
        if (ByteScan.illFormedUtf8(bytes, offset, offset + length) >= 0) {
            throw new StreamReadException("not UTF-8");
        }
        int i = offset;
        while (i < offset + length && isSpace(bytes[i])) {
            i++;
        }
        if (i == offset + length || bytes[i] != '{') {
            throw new StreamReadException("no object");
        }
        JsonParser parser = parser(bytes, offset, length);
        parser.nextToken();
        return parser;
    }

    /// A parser that is fed through a [tools.jackson.core.async.ByteArrayFeeder]. The caller closes
    /// it.
    public static JsonParser piecewise() {
        return PIECEWISE.createNonBlockingByteArrayParser(ObjectReadContext.empty());
    }

    /// A parser for bytes that are known to be UTF-8.
    static JsonParser parser(byte[] bytes, int offset, int length) {
        return FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length);
    }

    /// After the end of the outermost value: whether nothing but white space follows.
    ///
    /// @throws JacksonException if something else follows
    public static void requireEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new StreamReadException("more than one value");
        }
    }

    /// The number at the parser as a count of something, or [#NO_COUNT]. A container is skipped.
    public static long count(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getStringLength() <= SAFE_DIGITS) {
            return Math.max(NO_COUNT, parser.getLongValue());
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.getStringLength() <= SAFE_DIGITS) {
            double value = parser.getDoubleValue();
            return value >= 0 && value < 1e15 && value == Math.rint(value)
                    ? (long) value
                    : NO_COUNT;
        }
        parser.skipChildren();
        return NO_COUNT;
    }

    /// The UTF-8 length of the string at the parser; 0 for anything else. A container is skipped.
    public static int textBytes(JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return 0;
        }
        char[] chars = parser.getStringCharacters();
        int from = parser.getStringOffset();
        int to = from + parser.getStringLength();
        int bytes = to - from;
        for (int i = from; i < to; i++) {
            char c = chars[i];
            // A surrogate is half of four bytes.
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes;
    }

    /// Appends `text` as a JSON string, quotes included.
    public static StringBuilder quote(StringBuilder out, String text) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        return out.append('"');
    }

    /// `text` as the bytes of a JSON string, quotes included.
    public static byte[] quoted(String text) {
        return quote(new StringBuilder(text.length() + 8), text)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
