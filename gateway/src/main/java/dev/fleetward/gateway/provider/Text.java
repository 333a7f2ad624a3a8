package dev.fleetward.gateway.provider;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads string values that a provider may also leave out. No state.
final class Text {
    /// Names are kept in events; longer ones are cut.
    private static final int MOST_CHARS = 256;

    private Text() {}

    /// The non-empty string at the parser, cut to a bound; for anything else `known`. A container
    /// is skipped.
    static @Nullable String orKeep(JsonParser parser, @Nullable String known) {
        String text = any(parser);
        return text == null || text.isEmpty() ? known : cut(text, MOST_CHARS);
    }

    /// The first non-empty string wins: what is known is not even decoded again.
    static @Nullable String first(JsonParser parser, @Nullable String known) {
        if (known != null) {
            parser.skipChildren();
            return known;
        }
        return orKeep(parser, null);
    }

    /// The string at the parser, or null. A container is skipped.
    static @Nullable String any(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return null;
    }

    static String cut(String text, int mostChars) {
        return text.length() <= mostChars ? text : text.substring(0, mostChars);
    }
}
