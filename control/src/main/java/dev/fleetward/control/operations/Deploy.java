package dev.fleetward.control.operations;

import org.jspecify.annotations.Nullable;

/// Something of ours that changed, as people say. Immutable.
///
/// @param atWallMicros since when it holds
/// @param feature on which it is, or null where it is on all
public record Deploy(
        long atWallMicros,
        String name,
        @Nullable String feature,
        @Nullable String note,
        String actor) {}
