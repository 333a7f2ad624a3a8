package dev.fleetward.gateway.judge;

import dev.fleetward.gateway.wire.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a `$ref` points to within its own schema: a JSON pointer (RFC 6901) behind a `#`.
/// Stateless.
final class Pointer {
    private static final int MOST_CHARS = 1_024;

    private Pointer() {}

    /// The value there, or null where it points elsewhere or to nothing, or is spelled with percent
    /// signs.
    static @Nullable JsonValue resolve(String reference, JsonValue root) {
        if (reference.equals("#")) {
            return root;
        }
        if (!reference.startsWith("#/")
                || reference.length() > MOST_CHARS
                || reference.indexOf('%') >= 0) {
            return null;
        }
        JsonValue at = root;
        for (String step : reference.substring(2).split("/", -1)) {
            String name = step.replace("~1", "/").replace("~0", "~");
            JsonValue next =
                    switch (at) {
                        case JsonValue.Obj(Map<String, JsonValue> members, _) -> members.get(name);
                        case JsonValue.Arr array -> item(array, name);
                        default -> null;
                    };
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at;
    }

    private static @Nullable JsonValue item(JsonValue.Arr array, String index) {
        if (index.isEmpty()
                || index.length() > 6
                || !index.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        int place = Integer.parseInt(index);
        return place < array.items().size() ? array.items().get(place) : null;
    }
}
