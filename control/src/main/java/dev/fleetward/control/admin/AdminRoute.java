package dev.fleetward.control.admin;

import java.util.List;

/// One method of one path. The same table routes requests and writes the OpenAPI document, so they
/// cannot disagree. Immutable.
///
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
