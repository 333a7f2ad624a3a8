package dev.fleetward.core.view;

import dev.fleetward.core.health.BreakerState;
import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.health.Transition;
import java.util.List;

/// A reading of the running gateway, for the control plane. Implementations are thread-safe and
/// cheap: a reading takes no lock that a call waits for longer than a copy takes.
public interface GatewayView {
    QuotaView quotas();

    /// What calls turn out to use, by feature and route, of those that called last.
    default List<FlowEstimate> estimates() {
        return List.of();
    }

    List<EndpointView> endpoints();

    Counters counters();

    /// The version of the snapshot that the gateway serves from.
    long snapshotVersion();

    /// The steps of endpoints' breakers after one that was seen, oldest first; only the latest are
    /// remembered.
    List<Transition> transitionsAfter(long sequence);

    /// What of the endpoints' health should outlive a restart.
    List<BreakerState> breakerStates();

    /// @param drained whether it takes no new calls on purpose
    /// @param open attempts under way
    record EndpointView(String endpoint, boolean drained, long open, HealthView health) {}

    /// @param openCalls calls under way, drains not included
    /// @param drains provider streams read on after their caller went away
    /// @param queued calls parked by admission
    /// @param connections callers' connections
    /// @param hedges second attempts beside streams whose first token was late
    /// @param unrecorded calls that passed although the event log could not take them
    /// @param unrecordable calls that were refused because the event log could not take them
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
            long unrecordable,
            long outputTokensWon) {}
}
