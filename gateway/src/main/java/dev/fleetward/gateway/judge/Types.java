package dev.fleetward.gateway.judge;

import dev.fleetward.gateway.wire.JsonValue;

/// The keyword `type`. Stateless.
final class Types {
    private Types() {}

    static Fit fit(JsonValue rule, JsonValue value) {
        if (rule instanceof JsonValue.Str(String name)) {
            return is(name, value);
        }
        if (rule.items().isEmpty()) {
            return Fit.UNJUDGED;
        }
        Fit fit = Fit.MISFITS;
        for (JsonValue one : rule.items()) {
            String name = one.text();
            fit = fit.or(name == null ? Fit.UNJUDGED : is(name, value));
        }
        return fit;
    }

    private static Fit is(String name, JsonValue value) {
        return switch (name) {
            case "object" -> Fit.of(value instanceof JsonValue.Obj);
            case "array" -> Fit.of(value instanceof JsonValue.Arr);
            case "string" -> Fit.of(value instanceof JsonValue.Str);
            case "boolean" -> Fit.of(value instanceof JsonValue.Bool);
            case "null" -> Fit.of(value.isNull());
            case "number" -> Fit.of(value instanceof JsonValue.Num);
            case "integer" ->
                    value instanceof JsonValue.Num(String text)
                            ? Numbers.isWhole(text)
                            : Fit.MISFITS;
            // No type of JSON Schema, such as `float` or `any`.
            default -> Fit.UNJUDGED;
        };
    }
}
