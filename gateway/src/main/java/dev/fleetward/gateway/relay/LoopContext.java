package dev.fleetward.gateway.relay;

import io.vertx.core.http.HttpServerRequest;

/// What a relay needs of the event loop it runs on. [#execute] may be called from any thread, the
/// rest only on the loop.
interface LoopContext {
    /// Runs on the loop, later.
    void execute(Runnable task);

    /// Runs on the loop after a delay.
    void after(long nanos, Runnable task);

    Sweep sweep();

    ProviderClients clients();

    /// Reads and drops the rest of a request that was answered before it was read, within a bound;
    /// then its connection (HTTP/2: its stream) is closed.
    void discard(HttpServerRequest request);

    /// The request's exchange is closed. Connections that carry several at once count them.
    void left(HttpServerRequest request);
}
