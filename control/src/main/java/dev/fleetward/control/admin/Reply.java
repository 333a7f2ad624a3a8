package dev.fleetward.control.admin;

import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// An answer of the admin API. Immutable.
sealed interface Reply {
    record Text(int status, String mediaType, String body) implements Reply {}

    /// A file that is sent and then deleted.
    record Download(Path file, String mediaType, String name) implements Reply {}

    static Reply json(int status, Object body) {
        return new Text(status, "application/json", JsonMapper.shared().writeValueAsString(body));
    }

    static Reply json(Object body) {
        return json(200, body);
    }

    static Reply text(String mediaType, String body) {
        return new Text(200, mediaType, body);
    }

    static Reply error(int status, String code, String message) {
        return json(status, Map.of("error", Map.of("code", code, "message", message)));
    }
}
