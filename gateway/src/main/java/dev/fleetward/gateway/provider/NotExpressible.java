package dev.fleetward.gateway.provider;

/// A request that this dialect has no words for. The message names the field and what to do.
public final class NotExpressible extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public NotExpressible(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /// For the caller: which field, and what to do.
    public String reason() {
        return reason;
    }
}
