package dev.fleetward.gateway.relay;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/// The rest of a request that was answered before it was read. Closing at once would reset the
/// connection under a caller that is still sending, and it would never see its answer; so the rest
/// is read and dropped, for a while. On HTTP/2 only the stream is closed, since others share its
/// connection. Confined to its event loop.
final class Discard extends Watched {
    static final long MAX_NANOS = 5_000_000_000L;
    static final long MAX_BYTES = 128L << 20;

    private final HttpServerRequest request;
    private final Sweep sweep;
    private final long deadlineNanos;
    private long bytes;

    private Discard(HttpServerRequest request, Sweep sweep, long nowNanos) {
        this.request = request;
        this.sweep = sweep;
        this.deadlineNanos = nowNanos + MAX_NANOS;
    }

    /// Whether more of the request may come than its head.
    static boolean isUnread(HttpServerRequest request) {
        if (request.isEnded()) {
            return false;
        }
        String length = request.getHeader("content-length");
        return request.version() == HttpVersion.HTTP_2
                || request.getHeader("transfer-encoding") != null
                || (length != null && !length.equals("0"));
    }

    static boolean endsConnection(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2;
    }

    static void rest(HttpServerRequest request, Sweep sweep, long nowNanos) {
        Discard discard = new Discard(request, sweep, nowNanos);
        sweep.add(discard);
        request.handler(chunk -> {
            discard.bytes += chunk.length();
            if (discard.bytes > MAX_BYTES) {
                discard.close();
            }
        });
        request.exceptionHandler(gone -> sweep.remove(discard));
        request.endHandler(end -> discard.close());
    }

    @Override
    void check(long nowNanos) {
        if (nowNanos - deadlineNanos > 0) {
            close();
        }
    }

    private void close() {
        sweep.remove(this);
        if (endsConnection(request)) {
            request.connection().close();
        } else if (!request.isEnded()) {
            request.response().reset();
        }
    }
}
