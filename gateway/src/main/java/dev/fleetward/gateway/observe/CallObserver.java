package dev.fleetward.gateway.observe;

import dev.fleetward.core.event.CallEvent;
import org.jspecify.annotations.Nullable;

/// Told of each attempt when it is forwarded and when it is settled. Implementations are
/// thread-safe and return at once.
public interface CallObserver {
    /// An attempt is about to be forwarded.
    ///
    /// @param traceparent the caller's `traceparent` header, if it sent one
    /// @return the span of the attempt, or null where nobody traces
    @Nullable Span opened(CallEvent opened, @Nullable String traceparent);

    /// An attempt is settled, or a call was refused before any attempt.
    ///
    /// @param span what `opened` returned for it
    void closed(CallEvent closed, @Nullable Span span);

    /// The trace context of one attempt.
    interface Span {
        /// The `traceparent` header for the provider.
        String traceparent();
    }
}
