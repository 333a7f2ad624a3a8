package dev.fleetward.core.quota;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import java.util.List;

/// One attempt that wants to run. Immutable.
///
/// @param route the name that was asked for
/// @param attempt 1 for the first try of its call
/// @param candidates where it may run, best first, at least one; the first with room is taken
/// @param bytes the memory that it holds while it waits
/// @param deadlineNanos monotonic time after which nobody waits for it any more
public record Ask(
        CallId call,
        Feature feature,
        Attribution who,
        String route,
        int attempt,
        List<Endpoint> candidates,
        Estimate estimate,
        long bytes,
        long deadlineNanos) {

    /// The same for fewer candidates.
    Ask at(List<Endpoint> fewer) {
        return new Ask(call, feature, who, route, attempt, fewer, estimate, bytes, deadlineNanos);
    }

    public Ask {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("candidates: none (expected: at least one)");
        }
    }
}
