package dev.fleetward.control.registry;

import dev.fleetward.control.registry.Field.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The JSON Schema of `fleetward.yaml` for editors, made from the configuration records. Stateless.
public final class JsonSchema {
    private JsonSchema() {}

    /// The schema, draft 2020-12, pretty-printed.
    public static String text() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "fleetward.yaml");
        schema.putAll(object(FleetConfig.class));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(schema)
                + "\n";
    }

    private static Map<String, Object> object(Class<? extends Record> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Field field : Field.of(type)) {
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("description", field.doc().value());
            property.putAll(shape(field.shape()));
            if (!field.doc().orElse().isEmpty()) {
                property.put("default", literal(field.doc().orElse()));
            }
            properties.put(field.key(), property);
            if (field.required()) {
                required.add(field.key());
            }
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("additionalProperties", false);
        object.put("properties", properties);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        return object;
    }

    private static Map<String, Object> shape(Shape shape) {
        return switch (shape) {
            case Shape.One one -> scalar(one.scalar());
            case Shape.Parts parts -> parts(parts.type());
            case Shape.Named named ->
                    ordered("object", "additionalProperties", shape(named.value()));
            case Shape.Listed listed -> ordered("array", "items", shape(listed.item()));
            case Shape.Tree _ -> new LinkedHashMap<>();
        };
    }

    /// In this order, so that the document is the same each time.
    private static Map<String, Object> ordered(String type, String name, Object value) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        schema.put(name, value);
        return schema;
    }

    private static Map<String, Object> parts(Class<? extends Record> type) {
        return type.isAnnotationPresent(Shorthand.class)
                ? Map.of("anyOf", List.of(shape(Field.of(type).getFirst().shape()), object(type)))
                : object(type);
    }

    private static Map<String, Object> scalar(Scalar scalar) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(
                "type",
                scalar.jsonTypes().size() == 1
                        ? scalar.jsonTypes().getFirst()
                        : scalar.jsonTypes());
        if (scalar.pattern() != null) {
            schema.put("pattern", scalar.pattern());
        }
        if (!scalar.values().isEmpty()) {
            schema.put("enum", scalar.values());
        }
        return schema;
    }

    private static Object literal(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        return text.matches("[0-9]{1,9}") ? Integer.valueOf(text) : text;
    }
}
