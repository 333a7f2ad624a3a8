package dev.fleetward.gateway.dialect;

import dev.fleetward.core.failure.Failure;

/// A request that its caller has to mend.
public final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    public BadRequest(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
