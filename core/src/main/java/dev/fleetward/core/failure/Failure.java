package dev.fleetward.core.failure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One failure of one call. Immutable.
///
/// @param kind which of the known ways
/// @param message for the caller: what was wrong, what was expected, what to do. Never a secret,
///   never bytes of a prompt
/// @param retryAfter when trying again makes sense, if known
/// @param providerStatus the status that the provider answered, or 0
/// @param wire the provider's own error body where it is fit to be handed on in its own dialect
public record Failure(
        FailureKind kind,
        String message,
        @Nullable Duration retryAfter,
        int providerStatus,
        byte @Nullable [] wire) {

    public static Failure of(FailureKind kind, String message) {
        return new Failure(kind, message, null, 0, null);
    }

    public static Failure of(FailureKind kind) {
        return of(kind, kind.meaning());
    }

    public Failure withoutWire() {
        return wire == null ? this : new Failure(kind, message, retryAfter, providerStatus, null);
    }

    public Failure withRetryAfter(Duration retryAfter) {
        return new Failure(kind, message, retryAfter, providerStatus, wire);
    }
}
