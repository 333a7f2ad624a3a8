package dev.fleetward.gateway.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// From tokens to values. Stateless.
final class JsonReading {
    private JsonReading() {}

    static JsonValue value(JsonParser parser, JsonToken token, byte[] bytes, int base)
            throws JsonValue.Malformed {
        return switch (token) {
            case START_OBJECT -> object(parser, bytes, base);
            case START_ARRAY -> array(parser, bytes, base);
            case VALUE_STRING -> new JsonValue.Str(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Num(parser.getString());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> JsonValue.Null.VALUE;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new JsonValue.Malformed("unexpected " + token);
        };
    }

    private static JsonValue object(JsonParser parser, byte[] bytes, int base)
            throws JsonValue.Malformed {
        int start = base + (int) parser.currentTokenLocation().getByteOffset();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (JsonToken next = parser.nextToken();
                next == JsonToken.PROPERTY_NAME;
                next = parser.nextToken()) {
            String name = parser.currentName();
            if (members.put(name, value(parser, parser.nextToken(), bytes, base)) != null) {
                throw new JsonValue.Malformed("a name occurs twice in one object");
            }
        }
        return new JsonValue.Obj(members, new JsonValue.Slice(bytes, start, end(parser, base)));
    }

    private static JsonValue array(JsonParser parser, byte[] bytes, int base)
            throws JsonValue.Malformed {
        int start = base + (int) parser.currentTokenLocation().getByteOffset();
        List<JsonValue> items = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
                next != JsonToken.END_ARRAY;
                next = parser.nextToken()) {
            items.add(value(parser, next, bytes, base));
        }
        return new JsonValue.Arr(items, new JsonValue.Slice(bytes, start, end(parser, base)));
    }

    private static int end(JsonParser parser, int base) {
        return base + (int) parser.currentLocation().getByteOffset();
    }
}
