package dev.fleetward.control.incident;

import org.jspecify.annotations.Nullable;

/// What a user complained of: the answer of one call. Immutable.
///
/// @param actor who handed it in
/// @param words what they said, or null
/// @param feature the call's, like all that follow; null where the ledger does not say
public record Complaint(
        String callId,
        long atWallMicros,
        String actor,
        @Nullable String words,
        @Nullable String feature,
        @Nullable String endpoint,
        @Nullable String pool,
        @Nullable String provider,
        @Nullable String region) {}
