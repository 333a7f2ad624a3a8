package dev.fleetward.gateway.wire;

import dev.fleetward.gateway.wire.JsonBody.Kind;
import dev.fleetward.gateway.wire.JsonBody.Malformed;
import dev.fleetward.gateway.wire.JsonBody.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// The one pass over a body that finds its members. Strings are skipped, not decoded: where one
/// ends follows from where the next token starts, since only white space, a comma or a colon can
/// lie between. Used once, by one thread.
final class JsonBodyPass {
    /// Binary content begins with a run of base 64 digits that is this long; text has spaces.
    private static final int BASE64_RUN = 64;

    /// Shorter strings are text whatever they look like.
    private static final int BASE64_LEAST = 256;

    private static final byte[] DATA_URL = ascii("\"data:");
    private static final byte[][] IMAGE_TYPES = {
        ascii("\"image\""), ascii("\"image_url\""), ascii("\"input_image\"")
    };

    private final byte[] bytes;
    private final int maxDepth;
    private final List<Member> members = new ArrayList<>(12);

    // Counted within the member at hand.
    private long textBytes;
    private int elements;
    private int numbers;
    private int images;

    JsonBodyPass(byte[] bytes, int maxDepth) {
        this.bytes = bytes;
        this.maxDepth = maxDepth;
    }

    JsonBody read() throws Malformed {
        int illFormed = ByteScan.illFormedUtf8(bytes, 0, bytes.length);
        if (illFormed >= 0) {
            throw malformed(illFormed, "text in UTF-8");
        }
        int first = 0;
        while (first < bytes.length && Json.isSpace(bytes[first])) {
            first++;
        }
        if (first == bytes.length || bytes[first] != '{') {
            throw malformed(first, "one JSON object");
        }
        try (JsonParser parser = Json.parser(bytes, 0, bytes.length)) {
            try {
                return read(parser, first);
            } catch (JacksonException e) {
                throw malformed(parser, e);
            }
        }
    }

    private JsonBody read(JsonParser parser, int open) throws Malformed {
        parser.nextToken();
        JsonToken token = parser.nextToken();
        while (token == JsonToken.PROPERTY_NAME) {
            token = member(parser);
        }
        if (parser.nextToken() != null) {
            throw malformed(start(parser), "nothing after the object");
        }
        return new JsonBody(bytes, members, open);
    }

    /// Reads one member, from its name to the token after its value, which is returned.
    private JsonToken member(JsonParser parser) throws Malformed {
        String name = parser.currentName();
        requireNew(name, parser);
        JsonToken token = parser.nextToken();
        int start = start(parser);
        textBytes = 0;
        elements = 0;
        numbers = token.isNumeric() ? 1 : 0;
        images = 0;
        int end;
        JsonToken next;
        if (token.isStructStart()) {
            end = walk(parser, token == JsonToken.START_ARRAY);
            next = parser.nextToken();
        } else {
            next = parser.nextToken();
            end = endBefore(start(parser));
            if (token == JsonToken.VALUE_STRING) {
                countString(start, end, false);
            }
        }
        members.add(
                new Member(name, kind(token), start, end, textBytes, elements, numbers, images));
        return next;
    }

    /// Walks through the array or object that the parser has just entered, to its end.
    private int walk(JsonParser parser, boolean array) throws Malformed {
        int depth = 2;
        requireDepth(depth, parser);
        int string = -1;
        boolean type = false;
        while (true) {
            JsonToken token = parser.nextToken();
            if (string >= 0) {
                countString(string, endBefore(start(parser)), type);
                string = -1;
            }
            if (array && depth == 2 && (token.isStructStart() || token.isScalarValue())) {
                elements++;
            }
            if (token.isStructStart()) {
                requireDepth(++depth, parser);
            } else if (token.isStructEnd()) {
                if (--depth == 1) {
                    return start(parser) + 1;
                }
            } else if (token == JsonToken.VALUE_STRING) {
                string = start(parser);
                type = "type".equals(parser.currentName());
            } else if (token.isNumeric()) {
                numbers++;
            }
        }
    }

    private void countString(int start, int end, boolean type) {
        if (type && isImageType(start, end)) {
            images++;
        }
        if (!isBinary(start, end)) {
            textBytes += end - start - 2;
        }
    }

    private boolean isImageType(int start, int end) {
        for (byte[] imageType : IMAGE_TYPES) {
            if (Arrays.equals(bytes, start, end, imageType, 0, imageType.length)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBinary(int start, int end) {
        if (end - start < BASE64_LEAST) {
            return false;
        }
        if (Arrays.equals(bytes, start, start + DATA_URL.length, DATA_URL, 0, DATA_URL.length)) {
            return true;
        }
        for (int i = start + 1; i <= start + BASE64_RUN; i++) {
            if (!isBase64Digit(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase64Digit(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '+'
                || b == '/'
                || b == '-'
                || b == '_';
    }

    private void requireNew(String name, JsonParser parser) throws Malformed {
        for (Member member : members) {
            if (member.name().equals(name)) {
                throw malformed(start(parser), "no second member of the same name");
            }
        }
        if (members.size() == JsonBody.MAX_MEMBERS) {
            throw malformed(start(parser), "at most " + JsonBody.MAX_MEMBERS + " members");
        }
    }

    private void requireDepth(int depth, JsonParser parser) throws Malformed {
        if (depth > maxDepth) {
            throw malformed(start(parser), "nesting of at most " + maxDepth + " levels");
        }
    }

    /// Where the current token starts.
    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /// The place after the value that comes before the token at `next`.
    private int endBefore(int next) {
        int end = next;
        while (Json.isSpace(bytes[end - 1]) || bytes[end - 1] == ',') {
            end--;
        }
        return end;
    }

    private static Kind kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.ARRAY;
            case VALUE_STRING -> Kind.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
            case VALUE_TRUE -> Kind.TRUE;
            case VALUE_FALSE -> Kind.FALSE;
            case VALUE_NULL -> Kind.NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("no value: " + token);
        };
    }

    /// The parser's own message quotes the body, so only the place and the state are used.
    private static Malformed malformed(JsonParser parser, JacksonException e) {
        int at = (int) parser.currentLocation().getByteOffset();
        if (e instanceof StreamConstraintsException) {
            return malformed(at, "shorter numbers and names, and less nesting");
        }
        if (e instanceof UnexpectedEndOfInputException) {
            return malformed(at, "the rest of the object, but the body ends");
        }
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return malformed(at, "a string without raw control characters or unknown escapes");
        }
        if (parser.streamReadContext().inArray()) {
            return malformed(at, "a value, a comma or `]`");
        }
        if (parser.streamReadContext().inObject()) {
            return malformed(at, "a name in double quotes, a colon, a value, a comma or `}`");
        }
        return malformed(at, "nothing after the object");
    }

    private static Malformed malformed(int at, String expected) {
        return new Malformed("invalid JSON at byte " + at + " (expected: " + expected + ")");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
