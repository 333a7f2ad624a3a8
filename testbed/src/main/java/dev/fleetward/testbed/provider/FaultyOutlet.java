package dev.fleetward.testbed.provider;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes an answer with what is wrong with it. Confined to the call's event loop.
///
/// Frames are counted as they leave. At most one fault ends the answer early: whichever comes
/// first.
final class FaultyOutlet implements Outlet {
    /// Frames that may wait for a slow client or a slow drip.
    private static final int MOST_WAITING = 256;

    /// Lets what was written before the cut arrive: a client may drop what it has not read.
    private static final long BEFORE_CUT_MILLIS = 20;

    private static final int NEVER = Integer.MAX_VALUE;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final CallFaults faults;
    private final Frames frames;
    private final Runnable broken;
    private final Runnable finished;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private @Nullable Runnable ending;
    private boolean pumping;
    private boolean over;
    private int framesSeen;
    private long bytesWritten;

    /// @param broken told when a fault ends the answer
    /// @param finished told before the last bytes of an answer that no fault ends
    FaultyOutlet(
            Vertx vertx,
            HttpServerRequest request,
            CallFaults faults,
            Frames frames,
            Runnable broken,
            Runnable finished) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.faults = faults;
        this.frames = frames;
        this.broken = broken;
        this.finished = finished;
    }

    private long at(Fault.Kind kind) {
        return faults.argument(kind, NEVER);
    }

    @Override
    public boolean full() {
        return waiting.size() > MOST_WAITING || response.writeQueueFull();
    }

    @Override
    public void send(Bytes events) {
        frames(events);
        pump();
    }

    private void frames(Bytes events) {
        byte[] all = events.toArray();
        int from = 0;
        for (int i = 1; i < all.length; i++) {
            if (all[i] == '\n' && all[i - 1] == '\n') {
                frame(Arrays.copyOfRange(all, from, i + 1), false);
                from = i + 1;
            }
        }
    }

    @Override
    public void end(Bytes events) {
        byte[] all = events.toArray();
        int lastFrame = 0;
        for (int i = 2; i < all.length - 1; i++) {
            lastFrame = all[i - 1] == '\n' && all[i - 2] == '\n' ? i : lastFrame;
        }
        Bytes before = new Bytes(lastFrame);
        before.put(Arrays.copyOf(all, lastFrame));
        frames(before);
        frame(Arrays.copyOfRange(all, lastFrame, all.length), true);
        if (!over) {
            over = true;
            finished.run();
            ending = response::end;
        }
        pump();
    }

    /// One event, or what stands in its place.
    private void frame(byte[] frame, boolean terminal) {
        if (over) {
            return;
        }
        int index = framesSeen++;
        if (index >= at(Fault.Kind.CUT)) {
            breakOff(() -> later(() -> Severed.reset(request)));
        } else if (index >= at(Fault.Kind.CUT_FIN)) {
            breakOff(() -> later(() -> Severed.close(request)));
        } else if (index >= at(Fault.Kind.STALL)) {
            breakOff(() -> {});
        } else if (index >= at(Fault.Kind.END)) {
            breakOff(response::end);
        } else if (index >= at(Fault.Kind.ERROR_EVENT)) {
            Bytes error = new Bytes(256);
            frames.error(error);
            waiting.add(error.toArray());
            breakOff(response::end);
        } else if (!(terminal && faults.has(Fault.Kind.NO_TERMINAL))) {
            waiting.add(index == malformedAt() ? malformed(frame) : frame);
            if (index == 0 && faults.has(Fault.Kind.DUPLICATE_START)) {
                waiting.add(frame);
            }
        }
    }

    private long malformedAt() {
        return faults.has(Fault.Kind.TRUNCATED_JSON) ? 1 : at(Fault.Kind.MALFORMED);
    }

    private void breakOff(Runnable how) {
        over = true;
        ending = how;
        broken.run();
    }

    private void later(Runnable action) {
        vertx.setTimer(BEFORE_CUT_MILLIS, timer -> action.run());
    }

    /// Keeps the event's name and breaks off its JSON.
    private static byte[] malformed(byte[] frame) {
        String text = new String(frame, StandardCharsets.UTF_8);
        int data = text.indexOf("data: ") + "data: ".length();
        int half = data + (text.length() - data) / 2;
        return (text.substring(0, half) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void whole(byte[] body) {
        byte[] half = Arrays.copyOf(body, body.length / 2);
        if (faults.has(Fault.Kind.STALL)) {
            breakOff(() -> {});
        } else if (faults.has(Fault.Kind.TRUNCATED_JSON) || faults.has(Fault.Kind.END)) {
            declare(half.length, half);
            breakOff(response::end);
        } else if (faults.has(Fault.Kind.END_BYTE)) {
            byte[] part = Arrays.copyOf(body, (int) Math.min(at(Fault.Kind.END_BYTE), body.length));
            declare(part.length, part);
            breakOff(response::end);
        } else if (faults.has(Fault.Kind.CUT)) {
            declare(body.length, half);
            breakOff(() -> later(() -> Severed.reset(request)));
        } else if (faults.has(Fault.Kind.CUT_FIN)) {
            declare(body.length, half);
            breakOff(() -> later(() -> Severed.close(request)));
        } else {
            if (faults.has(Fault.Kind.MALFORMED)) {
                body[body.length / 2] = '\\';
                body[0] = '<';
            }
            declare(body.length, body);
            over = true;
            finished.run();
            ending = response::end;
        }
        pump();
    }

    private void declare(int length, byte[] sent) {
        response.setChunked(false);
        response.putHeader("content-length", Integer.toString(length));
        waiting.add(sent);
    }

    private void pump() {
        if (faults.has(Fault.Kind.DRIP)) {
            if (!pumping) {
                pumping = true;
                drip();
            }
            return;
        }
        for (byte[] next = waiting.poll(); next != null; next = waiting.poll()) {
            write(next);
        }
        finish();
    }

    /// Writes these bytes, or as many of them as a fault lets through.
    private void write(byte[] next) {
        long left = lastByte() - bytesWritten;
        if (left >= next.length) {
            bytesWritten += next.length;
            response.write(Buffer.buffer(next));
            return;
        }
        if (left > 0) {
            bytesWritten += left;
            response.write(Buffer.buffer(Arrays.copyOf(next, (int) left)));
        }
        waiting.clear();
        boolean known = over;
        over = true;
        if (!known) {
            broken.run();
        }
        ending =
                bytesWritten >= at(Fault.Kind.CUT_BYTE)
                        ? () -> later(() -> Severed.reset(request))
                        : bytesWritten >= at(Fault.Kind.END_BYTE) ? response::end : () -> {};
    }

    private long lastByte() {
        return Math.min(
                at(Fault.Kind.CUT_BYTE),
                Math.min(at(Fault.Kind.END_BYTE), at(Fault.Kind.STALL_BYTE)));
    }

    private void finish() {
        Runnable last = ending;
        if (last != null) {
            ending = null;
            last.run();
        }
    }

    /// Writes one byte, then comes back for the next.
    private void drip() {
        byte[] next = waiting.peek();
        if (next == null) {
            pumping = false;
            finish();
            return;
        }
        if (response.closed()) {
            waiting.clear();
            return;
        }
        waiting.poll();
        if (next.length > 1) {
            waiting.addFirst(Arrays.copyOfRange(next, 1, next.length));
        }
        response.write(Buffer.buffer(new byte[] {next[0]}));
        long pause = faults.argument(Fault.Kind.DRIP, 0);
        if (pause > 0) {
            vertx.setTimer(pause, timer -> drip());
        } else {
            vertx.runOnContext(turn -> drip());
        }
    }
}
