package dev.fleetward.core.health;

import dev.fleetward.core.failure.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Lets one attempt through a breaker, and takes back how it ended. Whoever holds it calls exactly
/// one of its three endings, once. Thread-safe; passes of ordinary calls are one and the same
/// object.
public final class Pass {
    /// Of attempts that tell nothing.
    static final int NO_EPOCH = -1;

    private final EndpointHealth endpoint;
    final int epoch;
    final boolean trial;

    Pass(EndpointHealth endpoint, int epoch, boolean trial) {
        this.endpoint = endpoint;
        this.epoch = epoch;
        this.trial = trial;
    }

    /// The answer was whole.
    ///
    /// @param flaw what is wrong with it in meaning, or null
    /// @param judged what it was looked at for
    public void answered(@Nullable Flaw flaw, Judged judged, long nowNanos) {
        endpoint.answered(this, flaw, judged, nowNanos);
    }

    /// The attempt failed. Failures that are not held against endpoints count as [#withdrawn].
    ///
    /// @param retryAfter what the provider asked for, if it did
    public void failed(FailureKind kind, @Nullable Duration retryAfter, long nowNanos) {
        if (kind.heldAgainstEndpoint()) {
            endpoint.failed(this, kind, retryAfter, nowNanos);
        } else {
            withdrawn();
        }
    }

    /// It ended in a way that tells nothing of the endpoint: the caller hung up, another attempt
    /// was faster, the fleet stopped.
    public void withdrawn() {
        endpoint.withdrawn(this);
    }
}
