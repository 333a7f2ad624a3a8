package dev.fleetward.control.incident;

import dev.fleetward.core.objective.Complained;
import org.jspecify.annotations.Nullable;

/// What a user complained of: the answer of one call. Immutable.
///
/// @param actor who handed it in
/// @param words what they said, or null
/// @param call what it is to promises
/// @param pool the endpoint's, like the two after it; null where the ledger does not say
public record Complaint(
        String callId,
        long atWallMicros,
        String actor,
        @Nullable String words,
        Complained call,
        @Nullable String pool,
        @Nullable String provider,
        @Nullable String region) {}
