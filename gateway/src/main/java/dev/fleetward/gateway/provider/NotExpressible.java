package dev.fleetward.gateway.provider;

/// A request that this dialect has no words for. The message names the field and what to do.
public final class NotExpressible extends Exception {
    private static final long serialVersionUID = 1L;

    public NotExpressible(String message) {
        super(message, null, false, false);
    }
}
