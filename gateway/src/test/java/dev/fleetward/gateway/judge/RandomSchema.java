package dev.fleetward.gateway.judge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Random schemas and values from so few names and values that they meet. Confined.
final class RandomSchema {
    private static final String[] NAMES = {"a", "b", "c"};
    private static final String[] SCALARS = {
        "null", "true", "false", "0", "1", "2", "-1", "1.5", "2.5", "\"\"", "\"x\"", "\"yy\"",
        "\"zzz\""
    };
    private static final String[] TYPES = {
        "object", "array", "string", "number", "integer", "boolean", "null"
    };

    private final SplittableRandom random;

    RandomSchema(SplittableRandom random) {
        this.random = random;
    }

    String schema() {
        return "{\"$defs\":{\"d\":"
                + schema(1, false)
                + ",\"e\":"
                + schema(1, false)
                + "},"
                + schema(3, true).substring(1);
    }

    private String pick(String... from) {
        return from[random.nextInt(from.length)];
    }

    private String schema(int depth, boolean keywordsOnly) {
        if (!keywordsOnly && random.nextInt(12) == 0) {
            return pick("true", "false");
        }
        Set<String> names = new LinkedHashSet<>();
        int count = 1 + random.nextInt(3);
        while (names.size() < count) {
            names.add(
                    pick(
                            "type",
                            "type",
                            "enum",
                            "const",
                            "properties",
                            "properties",
                            "required",
                            "additionalProperties",
                            "minProperties",
                            "maxProperties",
                            "items",
                            "prefixItems",
                            "minItems",
                            "maxItems",
                            "uniqueItems",
                            "minimum",
                            "maximum",
                            "exclusiveMinimum",
                            "exclusiveMaximum",
                            "multipleOf",
                            "minLength",
                            "maxLength",
                            "anyOf",
                            "oneOf",
                            "allOf",
                            "not",
                            "$ref"));
        }
        List<String> members = new ArrayList<>();
        for (String name : names) {
            String rule = rule(name, depth);
            if (!rule.isEmpty()) {
                members.add("\"" + name + "\":" + rule);
            }
        }
        if (members.isEmpty()) {
            members.add("\"type\":\"" + pick(TYPES) + "\"");
        }
        return "{" + String.join(",", members) + "}";
    }

    /// Empty where the depth is used up.
    private String rule(String name, int depth) {
        boolean nested = depth > 0;
        return switch (name) {
            case "type" ->
                    random.nextBoolean()
                            ? "\"" + pick(TYPES) + "\""
                            : "[\""
                                    + pick("object", "array", "string")
                                    + "\",\""
                                    + pick("number", "integer", "boolean", "null")
                                    + "\"]";
            case "enum" -> "[" + value(1) + "," + pick(SCALARS) + "]";
            case "const" -> value(1);
            case "required" -> "[\"" + pick(NAMES) + "\"]";
            case "minProperties", "minItems", "minLength" -> pick("0", "1", "2");
            case "maxProperties", "maxItems", "maxLength" -> pick("0", "1", "2", "3");
            case "uniqueItems" -> pick("true", "false");
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                    pick("-1", "0", "1", "1.5", "2");
            case "multipleOf" -> pick("0.5", "1", "2");
            case "properties" ->
                    nested
                            ? "{\"a\":"
                                    + schema(depth - 1, false)
                                    + ",\""
                                    + pick("b", "c")
                                    + "\":"
                                    + schema(depth - 1, false)
                                    + "}"
                            : "";
            case "additionalProperties", "items", "not" ->
                    nested ? schema(depth - 1, false) : pick("true", "false");
            case "prefixItems", "anyOf", "oneOf", "allOf" ->
                    nested
                            ? "[" + schema(depth - 1, false) + "," + schema(depth - 1, false) + "]"
                            : "";
            case "$ref" -> nested && depth > 1 ? "\"#/$defs/" + pick("d", "e") + "\"" : "";
            default -> throw new IllegalArgumentException(name);
        };
    }

    String value() {
        return value(3);
    }

    private String value(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(3);
        if (kind == 0) {
            return pick(SCALARS);
        }
        List<String> parts = new ArrayList<>();
        if (kind == 1) {
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                parts.add(value(depth - 1));
            }
            return "[" + String.join(",", parts) + "]";
        }
        for (String name : NAMES) {
            if (random.nextBoolean()) {
                parts.add("\"" + name + "\":" + value(depth - 1));
            }
        }
        return "{" + String.join(",", parts) + "}";
    }
}
