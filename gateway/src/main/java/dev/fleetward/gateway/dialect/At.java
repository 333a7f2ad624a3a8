package dev.fleetward.gateway.dialect;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a request: a value and the way to it, so that an error can say where it is. `null` in
/// a member counts as absence, as both dialects have it. Immutable.
record At(JsonValue json, String path) {
    static At root(byte[] body) throws BadRequest {
        try {
            return new At(JsonValue.parse(body), "");
        } catch (JsonValue.Malformed e) {
            throw new BadRequest(
                    Failure.of(FailureKind.MALFORMED_REQUEST, "body: " + e.getMessage()));
        }
    }

    At get(String name) {
        return new At(json.get(name), path.isEmpty() ? name : path + "." + name);
    }

    boolean has(String name) {
        return !json.get(name).isNull();
    }

    boolean isAbsent() {
        return json.isNull();
    }

    boolean isString() {
        return json instanceof JsonValue.Str;
    }

    BadRequest expected(String what) {
        return new BadRequest(
                Failure.of(
                        FailureKind.MALFORMED_REQUEST,
                        (path.isEmpty() ? "body" : path) + ": expected " + what));
    }

    At object() throws BadRequest {
        if (!(json instanceof JsonValue.Obj)) {
            throw expected("an object");
        }
        return this;
    }

    /// The items of an array, none where there is nothing.
    List<At> items() throws BadRequest {
        if (isAbsent()) {
            return List.of();
        }
        if (!(json instanceof JsonValue.Arr)) {
            throw expected("an array");
        }
        List<At> items = new ArrayList<>();
        for (JsonValue item : json.items()) {
            items.add(new At(item, path + "[" + items.size() + "]"));
        }
        return items;
    }

    String string() throws BadRequest {
        String text = json.text();
        if (text == null) {
            throw expected("a string");
        }
        return text;
    }

    @Nullable String stringOrNull() throws BadRequest {
        return isAbsent() ? null : string();
    }

    @Nullable Boolean boolOrNull() throws BadRequest {
        if (isAbsent()) {
            return null;
        }
        if (!(json instanceof JsonValue.Bool(boolean value))) {
            throw expected("true or false");
        }
        return value;
    }

    boolean isTrue() throws BadRequest {
        return Boolean.TRUE.equals(boolOrNull());
    }

    @Nullable Long wholeOrNull() throws BadRequest {
        if (isAbsent()) {
            return null;
        }
        long value = json.wholeNumber(-1);
        if (value < 0) {
            throw expected("a whole number, 0 or more");
        }
        return value;
    }

    @Nullable Double numberOrNull() throws BadRequest {
        if (isAbsent()) {
            return null;
        }
        if (!(json instanceof JsonValue.Num(String text))) {
            throw expected("a number");
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw expected("a number of ordinary size");
        }
        return value;
    }

    /// The raw JSON of an object, or null where there is nothing.
    @Nullable String rawObjectOrNull() throws BadRequest {
        return isAbsent() ? null : object().json.raw();
    }
}
