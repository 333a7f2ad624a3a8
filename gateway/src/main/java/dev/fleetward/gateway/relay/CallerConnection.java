package dev.fleetward.gateway.relay;

import dev.fleetward.core.snapshot.Bounds;
import io.vertx.core.http.HttpConnection;

/// One connection of a caller, so that it cannot idle, or dribble a request's head, for ever.
/// Confined to its event loop.
final class CallerConnection extends Watched {
    private final HttpConnection connection;
    private final Bounds bounds;
    private long idleSinceNanos;
    private boolean served;
    private int open;

    CallerConnection(HttpConnection connection, Bounds bounds, long nowNanos) {
        this.connection = connection;
        this.bounds = bounds;
        this.idleSinceNanos = nowNanos;
    }

    /// A request's head is complete.
    void begins() {
        open++;
        served = true;
    }

    /// Its answer is complete.
    void ends(long nowNanos) {
        open--;
        idleSinceNanos = nowNanos;
    }

    @Override
    void check(long nowNanos) {
        long limit = served ? bounds.idleNanos() : bounds.headerNanos();
        if (open == 0 && nowNanos - idleSinceNanos > limit) {
            connection.close();
        }
    }
}
