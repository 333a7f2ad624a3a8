package dev.fleetward.core.quota;

import dev.fleetward.core.failure.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What admission decided for one attempt.
public sealed interface Admission {
    /// Run now at `lease.endpoint()`. Settle `lease` exactly once.
    record Admitted(Lease lease) implements Admission {}

    /// Parked; the waiter is told what becomes of it, exactly once, unless it is withdrawn first.
    record Queued(Ticket ticket) implements Admission {}

    /// Never ran.
    ///
    /// @param reason `QUOTA_EXHAUSTED`, `BUDGET_EXHAUSTED`, `SHED`, `NO_ENDPOINT` or
    ///   `DEADLINE_EXCEEDED`
    /// @param message for the caller: which limit, and what to do
    /// @param retryAfter when there will be room, if that can be computed
    record Refused(FailureKind reason, String message, @Nullable Duration retryAfter)
            implements Admission {}

    /// A place in a queue.
    interface Ticket {}
}
