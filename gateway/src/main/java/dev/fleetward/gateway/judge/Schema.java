package dev.fleetward.gateway.judge;

import dev.fleetward.gateway.wire.JsonValue;

/// A JSON schema (draft 2020-12) as far as it can be held against a value on an event loop.
/// Immutable and thread-safe.
///
/// Judged: `type`, `enum`, `const`, `properties`, `required`, `additionalProperties`,
/// `minProperties`, `maxProperties`, `items`, `prefixItems`, `minItems`, `maxItems`, `uniqueItems`,
/// `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `multipleOf`, `minLength`,
/// `maxLength`, `anyOf`, `oneOf`, `allOf`, `not`, and `$ref` within the schema itself.
///
/// Not judged: whatever needs a regular expression, whose time nobody can bound (`pattern`,
/// `patternProperties`, `format`), conditions (`if`), dependencies, `contains`, `propertyNames`,
/// `unevaluated…`, references to elsewhere, and what passes a bound. A value whose fit rests on one
/// of these is [Fit#UNJUDGED], which nobody is blamed for. Keywords that nobody knows say nothing.
final class Schema {
    /// Steps that one value may take. A step is a schema, a keyword or a comparison.
    static final int MOST_STEPS = 20_000;

    /// How deep schemas may lie in one another while a value is judged, references followed.
    static final int MOST_DEPTH = 64;

    private final JsonValue root;

    Schema(JsonValue root) {
        this.root = root;
    }

    Fit fit(JsonValue value) {
        return new SchemaWalk(root).fit(root, value, 0);
    }
}
