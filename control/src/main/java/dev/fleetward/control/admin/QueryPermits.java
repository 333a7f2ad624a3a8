package dev.fleetward.control.admin;

import java.util.concurrent.Semaphore;

/// Bounds the ledger queries that run at once. Thread-safe.
final class QueryPermits {
    static final int MAX_QUERIES = 4;

    private final Semaphore free = new Semaphore(MAX_QUERIES);

    /// One of the queries that may run at once.
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    Permit take() throws AdminFault {
        if (!free.tryAcquire()) {
            throw new AdminFault(
                    429, "busy", MAX_QUERIES + " ledger queries run already; try again");
        }
        return free::release;
    }
}
