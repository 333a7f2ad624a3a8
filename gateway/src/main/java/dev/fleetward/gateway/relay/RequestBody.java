package dev.fleetward.gateway.relay;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.Bounds;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/// Collects one request body, within its bounds of size, time and memory of the whole gateway.
/// Confined to its event loop.
final class RequestBody extends Watched {
    /// What becomes of the body. One of the two is called, once.
    interface Outcome {
        void whole(byte[] body);

        void refused(Failure failure);
    }

    private final HttpServerRequest request;
    private final Bounds bounds;
    private final Live live;
    private final Sweep sweep;
    private final long deadlineNanos;
    private final Outcome outcome;
    private @Nullable Buffer collected;
    private long held;
    private boolean isFirstChunk = true;
    private boolean done;

    private RequestBody(
            HttpServerRequest request,
            Bounds bounds,
            Live live,
            Sweep sweep,
            long nowNanos,
            Outcome outcome) {
        this.request = request;
        this.bounds = bounds;
        this.live = live;
        this.sweep = sweep;
        this.deadlineNanos = nowNanos + bounds.bodyNanos();
        this.outcome = outcome;
    }

    /// Starts to collect. What is held counts against `requestBytesInFlight` until the returned
    /// action is run.
    static Runnable collect(
            HttpServerRequest request,
            Bounds bounds,
            Live live,
            Sweep sweep,
            long nowNanos,
            Outcome outcome) {
        RequestBody body = new RequestBody(request, bounds, live, sweep, nowNanos, outcome);
        sweep.add(body);
        String length = request.getHeader("content-length");
        if (length != null && exceeds(length, bounds.requestBytes())) {
            body.end(() -> outcome.refused(body.tooLarge()));
        } else {
            body.read();
        }
        return body::release;
    }

    private static boolean exceeds(String length, long limit) {
        try {
            return Long.parseLong(length) > limit;
        } catch (NumberFormatException notALength) {
            return false;
        }
    }

    private void read() {
        request.handler(this::take);
        request.endHandler(end -> {
            Buffer body = collected;
            collected = null;
            end(() -> outcome.whole(body == null ? new byte[0] : body.getBytes()));
        });
    }

    private void take(Buffer chunk) {
        if (done) {
            return;
        }
        if (held + chunk.length() > bounds.requestBytes()) {
            end(() -> outcome.refused(tooLarge()));
        } else if (!Live.take(
                live.requestBytesHeld, chunk.length(), bounds.requestBytesInFlight())) {
            end(() ->
                    outcome.refused(
                            Failure.of(
                                    FailureKind.OVERLOADED,
                                    "This gateway holds as many request bytes as it may"
                                            + " (requestBodiesHeld). Try again shortly.")));
        } else {
            held += chunk.length();
            if (collected == null && held == chunk.length()) {
                collected = chunk;
            } else {
                collected = grown(collected).appendBuffer(chunk);
            }
        }
    }

    /// The first chunk is memory of the network layer; from the second one on we need room of our
    /// own.
    private Buffer grown(@Nullable Buffer soFar) {
        if (soFar != null && !isFirstChunk) {
            return soFar;
        }
        isFirstChunk = false;
        return soFar == null
                ? Buffer.buffer()
                : Buffer.buffer(soFar.length() * 2).appendBuffer(soFar);
    }

    @Override
    void check(long nowNanos) {
        if (nowNanos - deadlineNanos > 0) {
            end(() ->
                    outcome.refused(
                            Failure.of(
                                    FailureKind.REQUEST_TIMEOUT,
                                    "The request body did not arrive within "
                                            + bounds.bodyNanos() / 1_000_000
                                            + " ms.")));
        }
    }

    private Failure tooLarge() {
        return Failure.of(
                FailureKind.REQUEST_TOO_LARGE,
                "The request body is larger than " + bounds.requestBytes() + " bytes.");
    }

    private void end(Runnable then) {
        if (done) {
            return;
        }
        done = true;
        sweep.remove(this);
        collected = null;
        then.run();
    }

    /// Stops collecting (the caller went away) and gives the memory back.
    private void release() {
        done = true;
        sweep.remove(this);
        collected = null;
        live.requestBytesHeld.addAndGet(-held);
        held = 0;
    }
}
