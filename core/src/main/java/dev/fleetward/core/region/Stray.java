package dev.fleetward.core.region;

/// An endpoint that answered from a region where a call was not to be served. Immutable.
///
/// @param region as the provider wrote it
/// @param callId the call that showed it first, since it was trusted last
/// @param sinceWallMicros when that was
/// @param lastWallMicros when it was seen last
/// @param times how often it left, since somebody last vouched for it
/// @param backWallMicros when it was trusted again; −1 while it is not
public record Stray(
        String endpoint,
        String region,
        String callId,
        long sinceWallMicros,
        long lastWallMicros,
        int times,
        long backWallMicros) {

    /// Whether calls that may not be served in the region are kept from the endpoint.
    public boolean isOut() {
        return backWallMicros < 0;
    }

    Stray seenAt(long wallMicros) {
        return new Stray(
                endpoint, region, callId, sinceWallMicros, wallMicros, times, backWallMicros);
    }

    Stray again(String call, long wallMicros) {
        return new Stray(
                endpoint, region, call, wallMicros, wallMicros, Math.min(times, 1_000) + 1, -1);
    }

    Stray backAt(long wallMicros, int newTimes) {
        return new Stray(
                endpoint, region, callId, sinceWallMicros, lastWallMicros, newTimes, wallMicros);
    }
}
