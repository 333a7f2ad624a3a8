package dev.fleetward.core.incident;

/// How alerts fold and when incidents end; all in microseconds. Immutable.
///
/// @param nearMicros how far apart two alerts may begin that share a pool or a provider
/// @param regionMicros the same, for those that only share a region
/// @param burnMicros how long after an endpoint failed, or how long before that was noticed, a burn
///   of those that it serves may begin
/// @param holdMicros how long all alerts must be clear before an incident is resolved
/// @param graceMicros how long after that it is reopened by an alert of the same endpoint
/// @param settleMicros how long after a start an alert that is not raised counts as one that is not
///   known yet, instead of clear
public record IncidentPolicy(
        long nearMicros,
        long regionMicros,
        long burnMicros,
        long holdMicros,
        long graceMicros,
        long settleMicros) {
    private static final long MINUTE = 60_000_000L;

    public static final IncidentPolicy DEFAULT =
            new IncidentPolicy(
                    10 * MINUTE, 2 * MINUTE, 30 * MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * MINUTE);
}
