package dev.fleetward.gateway.relay;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;

/// A call that ends before it is admitted. Carries no stack, since it is an expected ending.
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    Refused(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    Refused(FailureKind kind, String message) {
        this(Failure.of(kind, message));
    }

    Failure failure() {
        return failure;
    }
}
