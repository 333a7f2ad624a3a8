package dev.fleetward.core.view;

import java.util.List;

/// A reading of the running gateway, for the control plane. Implementations are thread-safe and
/// cheap: a reading takes no lock that a call waits for longer than a copy takes.
public interface GatewayView {
    QuotaView quotas();

    List<EndpointView> endpoints();

    Counters counters();

    /// The version of the snapshot that the gateway serves from.
    long snapshotVersion();

    /// @param coolDownNanos how long it takes no calls from now; 0 if it takes them
    /// @param open attempts under way
    record EndpointView(String endpoint, boolean drained, long coolDownNanos, long open) {}

    /// @param openCalls calls under way, drains not included
    /// @param drains provider streams read on after their caller went away
    /// @param queued calls parked by admission
    /// @param connections callers' connections
    /// @param hedges second attempts beside streams whose first token was late
    /// @param unrecorded calls that passed although the event log could not take them
    /// @param outputTokensWon tokens of quota that providers did not deduct because routes lowered
    ///   what calls declared as their most output
    record Counters(
            long openCalls,
            long drains,
            long queued,
            long connections,
            long requestBytesHeld,
            long calls,
            long retries,
            long hedges,
            long unrecorded,
            long outputTokensWon) {}
}
