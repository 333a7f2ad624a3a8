package dev.fleetward.control.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One method of one path. The same table routes requests and writes the OpenAPI document, so they
/// cannot disagree. Immutable.
///
/// @param path with `{name}` for a segment that varies
/// @param open whether it is answered without the token
/// @param parameters what its query may hold; anything else is refused
/// @param members what its JSON body may hold; no body is read if there are none
record AdminRoute(
        String method,
        String path,
        boolean open,
        String summary,
        List<Parameter> parameters,
        List<Parameter> members,
        String mediaType,
        Handler handler) {

    /// @param type a JSON type
    record Parameter(String name, String type, boolean required, String meaning) {}

    /// Answers one request. Blocking.
    @FunctionalInterface
    interface Handler {
        Reply answer(Question question) throws Exception;
    }

    static AdminRoute get(String path, String summary, Handler handler, Parameter... parameters) {
        return new AdminRoute(
                "GET",
                path,
                false,
                summary,
                List.of(parameters),
                List.of(),
                "application/json",
                handler);
    }

    static AdminRoute post(String path, String summary, Handler handler, Parameter... members) {
        return new AdminRoute(
                "POST",
                path,
                false,
                summary,
                List.of(),
                List.of(members),
                "application/json",
                handler);
    }

    /// What stands in the varying segments of `rawPath`; null where it is another path.
    @Nullable Map<String, String> match(String rawPath) {
        String[] wanted = path.split("/", -1);
        String[] given = rawPath.split("/", -1);
        if (wanted.length != given.length) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            String segment = decoded(given[i]);
            if (wanted[i].startsWith("{") && segment != null && !segment.isEmpty()) {
                values.put(wanted[i].substring(1, wanted[i].length() - 1), segment);
            } else if (!wanted[i].equals(segment)) {
                return null;
            }
        }
        return values;
    }

    private static @Nullable String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return null;
        }
    }

    /// The same, answered without the token.
    AdminRoute opened() {
        return new AdminRoute(method, path, true, summary, parameters, members, mediaType, handler);
    }

    AdminRoute answering(String otherMediaType) {
        return new AdminRoute(
                method, path, open, summary, parameters, members, otherMediaType, handler);
    }

    static Parameter optional(String name, String type, String meaning) {
        return new Parameter(name, type, false, meaning);
    }

    static Parameter required(String name, String type, String meaning) {
        return new Parameter(name, type, true, meaning);
    }
}
