package dev.fleetward.control.ledger;

/// The ledger does not answer a question; the message says why and is for whoever asked.
public final class QueryRefused extends Exception {
    private static final long serialVersionUID = 1;

    public QueryRefused(String message) {
        super(message);
    }

    QueryRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
