package dev.fleetward.gateway.relay;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The caller's side of one call: one head, then bytes, then a clean end, or an abnormal one.
/// Confined to its event loop.
final class CallerAnswer {
    private static final Buffer KEEP_ALIVE = Buffer.buffer(": keep-alive\n\n");

    private final HttpServerResponse response;
    private final boolean mayHint;
    private long bytes;
    private boolean begun;
    private boolean over;
    private int status;

    /// @param mayHint whether the caller's version of HTTP knows informational responses
    CallerAnswer(HttpServerResponse response, boolean mayHint, int bytesHeld) {
        this.response = response;
        this.mayHint = mayHint;
        response.setWriteQueueMaxSize(bytesHeld);
    }

    /// A whole answer in one write.
    void whole(int status, List<String> headers, Buffer body) {
        if (over) {
            return;
        }
        head(status, headers);
        over = true;
        bytes += body.length();
        response.end(body);
    }

    /// The head and the first frames of a stream, in one write.
    void beginStream(List<String> headers, Buffer first) {
        if (over) {
            return;
        }
        head(200, headers);
        response.setChunked(true);
        write(first);
    }

    /// A stream that was whole before its head went out.
    void wholeStream(List<String> headers, Buffer frames) {
        if (over) {
            return;
        }
        head(200, headers);
        response.setChunked(true);
        over = true;
        bytes += frames.length();
        response.end(frames);
    }

    void write(Buffer frames) {
        if (!over) {
            bytes += frames.length();
            response.write(frames);
        }
    }

    void keepAlive() {
        if (begun && !over) {
            response.write(KEEP_ALIVE);
        }
    }

    /// Tells a caller that has no answer yet that its call waits, without deciding anything.
    void stillQueued(long millis) {
        if (!begun && !over && mayHint) {
            MultiMap hints = MultiMap.caseInsensitiveMultiMap();
            hints.add("fleetward-queued-ms", Long.toString(millis));
            response.writeEarlyHints(hints);
        }
    }

    /// The clean end of a stream.
    void end(@Nullable Buffer last) {
        if (over) {
            return;
        }
        over = true;
        if (last == null) {
            response.end();
        } else {
            bytes += last.length();
            response.end(last);
        }
    }

    /// The abnormal end of a stream: what is wrong, as an event, and then the connection (HTTP/2:
    /// the stream) is reset, so that nobody takes the answer for whole.
    void breakOff(Buffer error) {
        if (over) {
            return;
        }
        over = true;
        bytes += error.length();
        response.write(error).onComplete(written -> response.reset());
    }

    /// Ends a break-off whose error event the caller does not take.
    void cut() {
        if (over && !response.closed()) {
            response.reset();
        }
    }

    /// The caller is gone, or must be: nothing is written any more.
    void abandon() {
        if (!over) {
            over = true;
            response.reset();
        }
    }

    private void head(int status, List<String> headers) {
        begun = true;
        this.status = status;
        response.setStatusCode(status);
        for (int i = 0; i < headers.size(); i += 2) {
            response.putHeader(headers.get(i), headers.get(i + 1));
        }
    }

    /// Whether the status and head have gone out, so that no other answer can be given any more.
    boolean begun() {
        return begun;
    }

    boolean over() {
        return over;
    }

    /// The status that was sent, or 0.
    int status() {
        return status;
    }

    long bytes() {
        return bytes;
    }

    boolean isFull() {
        return response.writeQueueFull();
    }

    void onDrained(Runnable then) {
        response.drainHandler(drained -> then.run());
    }
}
