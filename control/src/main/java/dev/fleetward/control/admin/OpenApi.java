package dev.fleetward.control.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The OpenAPI document, written from the table that routes requests. Stateless.
final class OpenApi {
    private static final Pattern VARYING = Pattern.compile("\\{([a-z]+)}");

    private OpenApi() {}

    private static Map<String, Object> inPath(String name) {
        return Map.of(
                "name", name, "in", "path", "required", true, "schema", Map.of("type", "string"));
    }

    static Map<String, Object> document(List<AdminRoute> routes, String version) {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (AdminRoute route : routes) {
            paths.computeIfAbsent(route.path(), _ -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(java.util.Locale.ROOT), operation(route));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "Fleetward admin API", "version", version));
        document.put("paths", paths);
        document.put(
                "components",
                Map.of(
                        "securitySchemes",
                        Map.of("token", Map.of("type", "http", "scheme", "bearer")),
                        "schemas",
                        Map.of("Error", error())));
        document.put("security", List.of(Map.of("token", List.of())));
        return document;
    }

    private static Map<String, Object> error() {
        Map<String, Object> texts =
                Map.of("code", Map.of("type", "string"), "message", Map.of("type", "string"));
        return Map.of(
                "type",
                "object",
                "properties",
                Map.of("error", Map.of("type", "object", "properties", texts)));
    }

    private static Map<String, Object> operation(AdminRoute route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", route.summary());
        if (route.open()) {
            operation.put("security", List.of());
        }
        List<Object> parameters = new ArrayList<>();
        VARYING.matcher(route.path())
                .results()
                .forEach(segment -> parameters.add(inPath(segment.group(1))));
        route.parameters().forEach(parameter -> parameters.add(parameter(parameter)));
        operation.put("parameters", parameters);
        if (!route.members().isEmpty()) {
            operation.put(
                    "requestBody",
                    Map.of("required", true, "content", content("application/json", body(route))));
        }
        Map<String, Object> errors =
                Map.of(
                        "description",
                        "What went wrong.",
                        "content",
                        content("application/json", Map.of("$ref", "#/components/schemas/Error")));
        Map<String, Object> schema =
                route.mediaType().equals("application/json") ? Map.of("type", "object") : Map.of();
        operation.put(
                "responses",
                Map.of(
                        "200",
                        Map.of(
                                "description",
                                route.summary(),
                                "content",
                                content(route.mediaType(), schema)),
                        "default",
                        errors));
        return operation;
    }

    private static Map<String, Object> content(String mediaType, Map<String, Object> schema) {
        return Map.of(mediaType, Map.of("schema", schema));
    }

    private static Map<String, Object> parameter(AdminRoute.Parameter parameter) {
        return Map.of(
                "name", parameter.name(),
                "in", "query",
                "required", parameter.required(),
                "description", parameter.meaning(),
                "schema", Map.of("type", parameter.type()));
    }

    private static Map<String, Object> body(AdminRoute route) {
        Map<String, Object> properties = new LinkedHashMap<>();
        route.members()
                .forEach(member ->
                        properties.put(
                                member.name(),
                                Map.of("type", member.type(), "description", member.meaning())));
        return Map.of(
                "type",
                "object",
                "additionalProperties",
                false,
                "properties",
                properties,
                "required",
                route.members().stream()
                        .filter(AdminRoute.Parameter::required)
                        .map(AdminRoute.Parameter::name)
                        .toList());
    }
}
