package dev.fleetward.testbed.provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/// Where an answer's bytes leave. Confined to the call's event loop. An answer is billed before its
/// last bytes leave, so that whoever has them finds them on the bill.
interface Outlet {
    /// Whether the client reads more slowly than the engine generates.
    boolean full();

    /// Whole events of a stream.
    void send(Bytes events);

    /// The stream's last events.
    void end(Bytes events);

    /// An answer in one piece.
    void whole(byte[] body);

    /// Straight to the response. Confined to the call's event loop.
    final class Sound implements Outlet {
        private final HttpServerResponse response;
        private final Runnable finished;

        /// @param finished told before the last bytes leave
        Sound(HttpServerResponse response, Runnable finished) {
            this.response = response;
            this.finished = finished;
        }

        @Override
        public boolean full() {
            return response.writeQueueFull();
        }

        @Override
        public void send(Bytes events) {
            response.write(events.toBuffer());
        }

        @Override
        public void end(Bytes events) {
            finished.run();
            response.end(events.toBuffer());
        }

        @Override
        public void whole(byte[] body) {
            finished.run();
            response.end(Buffer.buffer(body));
        }
    }
}
