package dev.fleetward.control.ledger;

import org.jspecify.annotations.Nullable;

/// Attempts of one hour that were served by the same thing, as far as providers tell. Immutable.
///
/// @param hour hours since the epoch
/// @param firstCall the id of the first call of the hour
/// @param firstWallMicros when that was accepted, and so the last
public record ServedRow(
        String provider,
        @Nullable String account,
        String endpoint,
        @Nullable String regionAsked,
        @Nullable String regionServed,
        String modelSent,
        @Nullable String modelServed,
        @Nullable String fingerprint,
        long hour,
        long calls,
        String firstCall,
        long firstWallMicros,
        long lastWallMicros) {}
