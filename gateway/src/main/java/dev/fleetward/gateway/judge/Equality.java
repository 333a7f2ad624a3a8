package dev.fleetward.gateway.judge;

import dev.fleetward.gateway.wire.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Whether two JSON values are the same: numbers by value, objects whatever the order of their
/// members. Confined to one walk.
final class Equality {
    private final BooleanSupplier step;

    /// @param step takes note of one comparison; false once there have been too many
    Equality(BooleanSupplier step) {
        this.step = step;
    }

    @SuppressWarnings("ReferenceEquality") // Asks whether it is this very place of the schema.
    boolean isSame(JsonValue one, JsonValue other) {
        return one == other;
    }

    Fit of(JsonValue one, JsonValue other) {
        if (!step.getAsBoolean()) {
            return Fit.UNJUDGED;
        }
        return switch (one) {
            case JsonValue.Obj(Map<String, JsonValue> members, _) ->
                    other instanceof JsonValue.Obj(Map<String, JsonValue> others, _)
                                    && members.size() == others.size()
                            ? members(members, others)
                            : Fit.MISFITS;
            case JsonValue.Arr(List<JsonValue> items, _) ->
                    other instanceof JsonValue.Arr(List<JsonValue> others, _)
                                    && items.size() == others.size()
                            ? items(items, others)
                            : Fit.MISFITS;
            case JsonValue.Num(String number) ->
                    other instanceof JsonValue.Num(String another)
                            ? Numbers.equal(number, another)
                            : Fit.MISFITS;
            case JsonValue.Str _, JsonValue.Bool _, JsonValue.Null _ -> Fit.of(one.equals(other));
        };
    }

    private Fit members(Map<String, JsonValue> members, Map<String, JsonValue> others) {
        Fit fit = Fit.FITS;
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            JsonValue other = others.get(member.getKey());
            fit = fit.and(other == null ? Fit.MISFITS : of(member.getValue(), other));
            if (fit == Fit.MISFITS) {
                return fit;
            }
        }
        return fit;
    }

    private Fit items(List<JsonValue> items, List<JsonValue> others) {
        Fit fit = Fit.FITS;
        for (int i = 0; i < items.size(); i++) {
            fit = fit.and(of(items.get(i), others.get(i)));
            if (fit == Fit.MISFITS) {
                return fit;
            }
        }
        return fit;
    }

    /// Whether no two are the same.
    Fit allDiffer(List<JsonValue> items) {
        Fit fit = Fit.FITS;
        for (int i = 1; i < items.size(); i++) {
            for (int j = 0; j < i; j++) {
                fit = fit.and(of(items.get(i), items.get(j)).not());
                if (fit == Fit.MISFITS || !step.getAsBoolean()) {
                    return fit.and(Fit.UNJUDGED);
                }
            }
        }
        return fit;
    }
}
