package dev.fleetward.gateway.judge;

import dev.fleetward.gateway.wire.JsonValue;
import java.util.List;
import java.util.Map;

/// One value on its way through a schema. Used once, by one thread.
///
/// The schema is read as it stands and not compiled: most are held against one value or two.
final class SchemaWalk {
    private final JsonValue root;

    /// Until draft 7, what stands beside a `$ref` means nothing.
    private final boolean refsStandAlone;

    private final Equality equality = new Equality(this::step);
    private int steps;

    SchemaWalk(JsonValue root) {
        this.root = root;
        this.refsStandAlone = root.get("$schema").textOrEmpty().contains("/draft-0");
    }

    /// Counts a step; false once there have been too many.
    private boolean step() {
        return ++steps <= Schema.MOST_STEPS;
    }

    Fit fit(JsonValue schema, JsonValue value, int depth) {
        if (depth > Schema.MOST_DEPTH || !step()) {
            return Fit.UNJUDGED;
        }
        if (schema instanceof JsonValue.Bool(boolean anything)) {
            return Fit.of(anything);
        }
        if (!(schema instanceof JsonValue.Obj(Map<String, JsonValue> keywords, _))) {
            return Fit.UNJUDGED;
        }
        JsonValue reference = keywords.get("$ref");
        if (reference != null && refsStandAlone) {
            return reference(reference, value, depth);
        }
        Fit fit = Fit.FITS;
        for (Map.Entry<String, JsonValue> keyword : keywords.entrySet()) {
            if (!step()) {
                return fit.and(Fit.UNJUDGED);
            }
            fit = fit.and(keyword(keyword.getKey(), keyword.getValue(), schema, value, depth));
            if (fit == Fit.MISFITS) {
                break;
            }
        }
        // OpenAPI's word for what `type` says with a list; whoever wrote it wants null to pass.
        boolean nullable = value.isNull() && schema.get("nullable").isTrue();
        return fit == Fit.MISFITS && nullable ? Fit.UNJUDGED : fit;
    }

    private Fit keyword(String name, JsonValue rule, JsonValue schema, JsonValue value, int depth) {
        return switch (name) {
            case "$ref" -> reference(rule, value, depth);
            case "type" -> Types.fit(rule, value);
            case "const" -> equality.of(rule, value);
            case "enum" -> oneOfValues(rule, value);
            case "anyOf" -> anyOf(rule, value, depth);
            case "oneOf" -> oneOf(rule, value, depth);
            case "allOf" -> allOf(rule, value, depth);
            case "not" -> fit(rule, value, depth + 1).not();
            case "if", "then", "else", "$dynamicRef", "$recursiveRef" -> Fit.UNJUDGED;
            // Within a part, it changes what references in that part mean.
            case "$id" -> equality.isSame(schema, root) ? Fit.FITS : Fit.UNJUDGED;
            default ->
                    switch (value) {
                        case JsonValue.Obj(var members, _) ->
                                objects(name, rule, schema, members, depth);
                        case JsonValue.Arr(var items, _) ->
                                arrays(name, rule, schema, items, depth);
                        case JsonValue.Str(String text) -> Measures.ofText(name, rule, text);
                        case JsonValue.Num(String number) -> Measures.ofNumber(name, rule, number);
                        case JsonValue.Bool _, JsonValue.Null _ -> Fit.FITS;
                    };
        };
    }

    private Fit objects(
            String name,
            JsonValue rule,
            JsonValue schema,
            Map<String, JsonValue> members,
            int depth) {
        return switch (name) {
            case "required" -> required(rule, members);
            case "properties" -> properties(rule, members, depth);
            case "additionalProperties" -> additional(rule, schema, members, depth);
            case "minProperties" -> Measures.atLeast(members.size(), rule);
            case "maxProperties" -> Measures.atMost(members.size(), rule);
            case "patternProperties",
                    "propertyNames",
                    "dependentRequired",
                    "dependentSchemas",
                    "dependencies",
                    "unevaluatedProperties" ->
                    Fit.UNJUDGED;
            default -> Fit.FITS;
        };
    }

    private Fit required(JsonValue rule, Map<String, JsonValue> members) {
        if (!(rule instanceof JsonValue.Arr(List<JsonValue> names, _))) {
            return Fit.UNJUDGED;
        }
        Fit fit = Fit.FITS;
        for (JsonValue name : names) {
            if (!step()) {
                return fit.and(Fit.UNJUDGED);
            }
            String text = name.text();
            fit = fit.and(text == null ? Fit.UNJUDGED : Fit.of(members.containsKey(text)));
        }
        return fit;
    }

    private Fit properties(JsonValue rule, Map<String, JsonValue> members, int depth) {
        if (!(rule instanceof JsonValue.Obj(Map<String, JsonValue> schemas, _))) {
            return Fit.UNJUDGED;
        }
        Fit fit = Fit.FITS;
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            JsonValue schema = schemas.get(member.getKey());
            if (schema != null) {
                fit = fit.and(fit(schema, member.getValue(), depth + 1));
            }
            if (fit == Fit.MISFITS || !step()) {
                return fit.and(Fit.UNJUDGED);
            }
        }
        return fit;
    }

    private Fit additional(
            JsonValue rule, JsonValue schema, Map<String, JsonValue> members, int depth) {
        JsonValue declared = schema.get("properties");
        boolean patterns = !schema.get("patternProperties").isNull();
        Fit fit = Fit.FITS;
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            if (!step()) {
                return fit.and(Fit.UNJUDGED);
            }
            if (isMember(declared, member.getKey())) {
                continue;
            }
            Fit one = fit(rule, member.getValue(), depth + 1);
            // A pattern that is not read may declare it after all.
            fit = fit.and(patterns && one == Fit.MISFITS ? Fit.UNJUDGED : one);
            if (fit == Fit.MISFITS) {
                return fit;
            }
        }
        return fit;
    }

    private static boolean isMember(JsonValue object, String name) {
        return object instanceof JsonValue.Obj(Map<String, JsonValue> members, _)
                && members.containsKey(name);
    }

    private Fit arrays(
            String name, JsonValue rule, JsonValue schema, List<JsonValue> items, int depth) {
        return switch (name) {
            case "items" -> {
                int from = schema.get("prefixItems").items().size();
                yield rule instanceof JsonValue.Arr
                        ? Fit.UNJUDGED
                        : each(
                                items.subList(Math.min(from, items.size()), items.size()),
                                rule,
                                depth);
            }
            case "prefixItems" -> prefix(rule, items, depth);
            case "minItems" -> Measures.atLeast(items.size(), rule);
            case "maxItems" -> Measures.atMost(items.size(), rule);
            case "uniqueItems" -> rule.isTrue() ? equality.allDiffer(items) : Fit.FITS;
            case "contains", "minContains", "maxContains", "unevaluatedItems", "additionalItems" ->
                    Fit.UNJUDGED;
            default -> Fit.FITS;
        };
    }

    private Fit each(List<JsonValue> items, JsonValue schema, int depth) {
        Fit fit = Fit.FITS;
        for (JsonValue item : items) {
            fit = fit.and(fit(schema, item, depth + 1));
            if (fit == Fit.MISFITS || steps > Schema.MOST_STEPS) {
                return fit.and(Fit.UNJUDGED);
            }
        }
        return fit;
    }

    private Fit prefix(JsonValue rule, List<JsonValue> items, int depth) {
        if (!(rule instanceof JsonValue.Arr(List<JsonValue> schemas, _))) {
            return Fit.UNJUDGED;
        }
        Fit fit = Fit.FITS;
        for (int i = 0; i < Math.min(schemas.size(), items.size()); i++) {
            fit = fit.and(fit(schemas.get(i), items.get(i), depth + 1));
            if (fit == Fit.MISFITS) {
                return fit;
            }
        }
        return fit;
    }

    private Fit oneOfValues(JsonValue rule, JsonValue value) {
        if (!(rule instanceof JsonValue.Arr(List<JsonValue> values, _))) {
            return Fit.UNJUDGED;
        }
        Fit fit = Fit.MISFITS;
        for (JsonValue one : values) {
            fit = fit.or(equality.of(one, value));
            if (fit == Fit.FITS) {
                return fit;
            }
        }
        return fit;
    }

    private Fit anyOf(JsonValue rule, JsonValue value, int depth) {
        if (rule.items().isEmpty()) {
            return Fit.UNJUDGED;
        }
        Fit fit = Fit.MISFITS;
        for (JsonValue schema : rule.items()) {
            fit = fit.or(fit(schema, value, depth + 1));
            if (fit == Fit.FITS) {
                return fit;
            }
        }
        return fit;
    }

    private Fit allOf(JsonValue rule, JsonValue value, int depth) {
        if (rule.items().isEmpty()) {
            return Fit.UNJUDGED;
        }
        Fit fit = Fit.FITS;
        for (JsonValue schema : rule.items()) {
            fit = fit.and(fit(schema, value, depth + 1));
            if (fit == Fit.MISFITS) {
                return fit;
            }
        }
        return fit;
    }

    private Fit oneOf(JsonValue rule, JsonValue value, int depth) {
        if (rule.items().isEmpty()) {
            return Fit.UNJUDGED;
        }
        int fitting = 0;
        int unjudged = 0;
        for (JsonValue schema : rule.items()) {
            switch (fit(schema, value, depth + 1)) {
                case FITS -> fitting++;
                case UNJUDGED -> unjudged++;
                case MISFITS -> {}
            }
        }
        if (fitting > 1 || fitting + unjudged == 0) {
            return Fit.MISFITS;
        }
        return unjudged > 0 ? Fit.UNJUDGED : Fit.FITS;
    }

    private Fit reference(JsonValue rule, JsonValue value, int depth) {
        String text = rule.text();
        JsonValue schema = text == null ? null : Pointer.resolve(text, root);
        return schema == null ? Fit.UNJUDGED : fit(schema, value, depth + 1);
    }
}
