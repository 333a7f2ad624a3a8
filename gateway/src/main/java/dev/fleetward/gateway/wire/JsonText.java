package dev.fleetward.gateway.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes JSON. Confined to one thread.
///
/// Not the library's generator, for two reasons: raw values go in as they are, and half of a
/// surrogate pair, which a provider may well send at the end of one delta with the other half in
/// the next, is written as an escape instead of being refused or replaced.
public final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out;
    private boolean needsComma;

    public JsonText() {
        this(256);
    }

    public JsonText(int expectedLength) {
        out = new StringBuilder(expectedLength);
    }

    public JsonText object() {
        return open('{');
    }

    public JsonText endObject() {
        return close('}');
    }

    public JsonText array() {
        return open('[');
    }

    public JsonText endArray() {
        return close(']');
    }

    public JsonText name(String name) {
        comma();
        quote(name);
        out.append(':');
        needsComma = false;
        return this;
    }

    public JsonText string(@Nullable String value) {
        if (value == null) {
            return raw("null");
        }
        comma();
        quote(value);
        needsComma = true;
        return this;
    }

    public JsonText number(long value) {
        comma();
        out.append(value);
        needsComma = true;
        return this;
    }

    public JsonText number(double value) {
        // Whole numbers in the range of the parameters that exist look better without a fraction.
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? number((long) value)
                : raw(Double.toString(value));
    }

    public JsonText bool(boolean value) {
        return raw(value ? "true" : "false");
    }

    /// A value that is JSON already.
    public JsonText raw(String json) {
        comma();
        out.append(json);
        needsComma = true;
        return this;
    }

    public byte[] bytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private JsonText open(char bracket) {
        comma();
        out.append(bracket);
        needsComma = false;
        return this;
    }

    private JsonText close(char bracket) {
        out.append(bracket);
        needsComma = true;
        return this;
    }

    private void comma() {
        if (needsComma) {
            out.append(',');
        }
    }

    private void quote(String value) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(value, written, i);
            written = i + 1;
            escape(c);
        }
        out.append(value, written, value.length()).append('"');
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                    out.append("\\u")
                            .append(HEX[c >> 12])
                            .append(HEX[(c >> 8) & 15])
                            .append(HEX[(c >> 4) & 15])
                            .append(HEX[c & 15]);
        }
    }
}
