package dev.fleetward.core.call.chat;

import org.jspecify.annotations.Nullable;

/// A function that the model may ask to be run. Immutable.
///
/// @param schema the raw JSON schema of its arguments
/// @param strict whether arguments must fit the schema, or null where nothing is said
/// @param cacheControl as in [Block]
public record Tool(
        String name,
        @Nullable String description,
        String schema,
        @Nullable Boolean strict,
        @Nullable String cacheControl) {

    /// The schema of a function that takes nothing.
    public static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";
}
