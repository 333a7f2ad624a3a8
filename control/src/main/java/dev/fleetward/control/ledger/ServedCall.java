package dev.fleetward.control.ledger;

import org.jspecify.annotations.Nullable;

/// One attempt, and what its provider told of what served it. Immutable.
///
/// @param wallMicros when its call was accepted
public record ServedCall(
        String provider,
        @Nullable String account,
        String endpoint,
        @Nullable String regionAsked,
        @Nullable String regionServed,
        String modelSent,
        @Nullable String modelServed,
        @Nullable String fingerprint,
        String callId,
        @Nullable String requestId,
        String feature,
        @Nullable String route,
        @Nullable String fallbackOf,
        long wallMicros) {}
