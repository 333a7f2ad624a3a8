package dev.fleetward.core.call.chat;

import org.jspecify.annotations.Nullable;

/// What the answer's text must look like, where it must look like something. Immutable.
public sealed interface ResponseFormat {
    /// Any JSON object.
    record JsonObject() implements ResponseFormat {}

    /// JSON that fits a schema.
    ///
    /// @param name what the caller calls it, or null
    /// @param schema the raw JSON schema
    record JsonSchema(
            @Nullable String name,
            @Nullable String description,
            String schema,
            @Nullable Boolean strict)
            implements ResponseFormat {}
}
