package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.dialect.ChatStreamWriter;
import dev.fleetward.gateway.judge.Judge;
import dev.fleetward.gateway.provider.AnswerFacts;
import dev.fleetward.gateway.provider.StreamReader;
import dev.fleetward.gateway.wire.FrameSink;
import dev.fleetward.gateway.wire.SseSplitter;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// A streamed answer: each event is read and judged, then handed on whole or not at all. Confined
/// to the event loop of its call.
///
/// Nothing goes out before the first generated token was read ([#mayBegin]), so that until then
/// another endpoint can still take over; unless that takes so long that the stream needs a sign of
/// life. After it, a stream that does not end with its terminal event is broken off.
final class StreamedAnswer implements ProviderAnswer, FrameSink {
    private static final Failure EMPTY = Failure.of(FailureKind.EMPTY_ANSWER);

    private final Attempt attempt;
    private final Call call;
    private final Fleet fleet;
    private final Attempts attempts;
    private final Judge judge;
    private final StreamReader reader;
    private final SseSplitter splitter;
    private final @Nullable ChatStreamWriter writer;

    /// Whole frames for the caller that have not been written.
    private @Nullable Buffer pending;

    /// Whether `pending` is a buffer of our own, to which may be appended.
    private boolean isOwn;

    /// The part of the chunk being read that goes to the caller as it is: [from, to) of `chunk`.
    private byte @Nullable [] chunk;

    private int from;
    private int to;

    private boolean terminal;
    private boolean broken;
    private long soundSinceNanos = Long.MIN_VALUE;
    private long lastWriteNanos;

    StreamedAnswer(Attempt attempt, Fleet fleet, Attempts attempts) {
        this.attempt = attempt;
        this.call = attempt.call;
        this.fleet = fleet;
        this.attempts = attempts;
        var operation = attempt.wire.operation(call.operation);
        boolean translated = operation != call.operation;
        this.splitter = new SseSplitter(call.snapshot.bounds().frameBytes());
        this.writer =
                translated
                        ? call.dialect()
                                .chatStream(
                                        call.facts().usageAsked(),
                                        call.passport.acceptedWallMicros() / 1_000_000)
                        : null;
        this.judge = attempt.judge();
        ChatStreamWriter events = writer;
        this.reader =
                attempt.wire.stream(
                        operation,
                        events == null ? null : event -> append(events.write(event)),
                        judge);
    }

    @Override
    public void take(Buffer received) {
        byte[] bytes = received.getBytes();
        chunk = bytes;
        from = 0;
        to = 0;
        boolean fits = splitter.feed(bytes, 0, bytes.length, this);
        boolean untouched = pending == null && from == 0 && to == bytes.length;
        Buffer ready = untouched ? received : gathered();
        chunk = null;
        if (attempt.isDraining()) {
            drain(fits);
            return;
        }
        pending = ready;
        if (broken || !fits) {
            writeIfBegun();
            attempt.fail(failure(fits));
        } else if (terminal) {
            finish();
        } else {
            proceed();
        }
    }

    private Failure failure(boolean fits) {
        if (!fits) {
            return Failure.of(FailureKind.ANSWER_TOO_LARGE);
        }
        Failure failure = reader.failure();
        return failure == null ? Failure.of(FailureKind.MALFORMED_ANSWER) : failure;
    }

    @Override
    public void frame(byte[] bytes, int offset, int length) {
        if (terminal || broken) {
            return;
        }
        switch (reader.read(bytes, offset, length)) {
            case CONTENT -> {
                sound();
                pass(bytes, offset, length);
            }
            case IDLE -> pass(bytes, offset, length);
            case USAGE -> {
                if (call.facts().usageAsked()) {
                    pass(bytes, offset, length);
                }
            }
            case TERMINAL -> {
                terminal = true;
                sound();
                pass(bytes, offset, length);
            }
            case BROKEN -> broken = true;
        }
    }

    private void sound() {
        attempt.answering();
        long now = fleet.nanos();
        if (soundSinceNanos == Long.MIN_VALUE) {
            soundSinceNanos = now;
        }
        if (reader.facts().hasContent) {
            attempt.passport.stamp(Moment.FIRST_TOKEN, now);
        }
    }

    /// Hands a frame on; of a translated stream the events have been written already.
    @SuppressWarnings("ReferenceEquality") // Asks in which memory a frame lies, not what it says.
    private void pass(byte[] bytes, int offset, int length) {
        if (writer != null) {
            return;
        }
        if (bytes == chunk && offset == to) {
            to = offset + length;
            return;
        }
        gather();
        if (bytes == chunk) {
            from = offset;
            to = offset + length;
        } else {
            own().appendBytes(bytes, offset, length);
        }
    }

    private void append(byte[] bytes) {
        if (bytes.length > 0) {
            own().appendBytes(bytes);
        }
    }

    private @Nullable Buffer gathered() {
        gather();
        return pending;
    }

    private void gather() {
        if (to > from && chunk != null) {
            own().appendBytes(chunk, from, to - from);
        }
        from = to;
    }

    private Buffer own() {
        Buffer own = pending;
        if (own == null || !isOwn) {
            own = own == null ? Buffer.buffer() : Buffer.buffer().appendBuffer(own);
            pending = own;
            isOwn = true;
        }
        return own;
    }

    private boolean mayBegin(long nowNanos) {
        return reader.facts().hasContent
                || (soundSinceNanos != Long.MIN_VALUE
                        && nowNanos - soundSinceNanos > call.snapshot.bounds().keepAliveNanos())
                || (pending != null && pending.length() > call.snapshot.bounds().streamBytesHeld());
    }

    private void proceed() {
        Buffer ready = pending;
        long now = fleet.nanos();
        if (ready == null || (!call.answer.begun() && (!mayBegin(now) || discarded()))) {
            return;
        }
        emptied();
        lastWriteNanos = now;
        if (call.answer.begun()) {
            call.answer.write(ready);
        } else {
            attempts.begins(attempt);
            call.answer.beginStream(AnswerHeaders.of(attempt, facts(), "text/event-stream"), ready);
        }
        if (call.answer.isFull()) {
            attempt.pause();
            call.answer.onDrained(attempt::resume);
        }
    }

    /// Whether it is not to be handed out for what served it; the attempt has failed then.
    private boolean discarded() {
        Failure objection = ServedRules.objection(attempt, facts());
        if (objection == null) {
            return false;
        }
        attempt.fail(objection);
        return true;
    }

    private void writeIfBegun() {
        Buffer ready = pending;
        if (ready != null && call.answer.begun()) {
            emptied();
            call.answer.write(ready);
        }
    }

    private void finish() {
        boolean empty = isEmpty();
        if (!call.answer.begun() && empty && !attempts.standsAlone(attempt, EMPTY)) {
            attempt.fail(EMPTY);
            return;
        }
        if (!call.answer.begun() && discarded()) {
            return;
        }
        Buffer last = pending;
        emptied();
        long bytes = call.answer.bytes() + (last == null ? 0 : last.length());
        attempt.succeed(
                200,
                bytes,
                judge.verdict(empty),
                () -> {
                    if (!call.answer.begun()) {
                        call.answer.wholeStream(
                                AnswerHeaders.of(attempt, facts(), "text/event-stream"),
                                last == null ? Buffer.buffer() : last);
                    } else {
                        call.answer.end(last);
                    }
                });
    }

    private boolean isEmpty() {
        var finish = reader.facts().finish;
        if (reader.facts().hasContent || !call.operation.generates()) {
            return false;
        }
        return finish == null
                || switch (finish) {
                    case CONTENT_FILTER, REFUSAL, LENGTH, PAUSE, CONTEXT_EXCEEDED -> false;
                    case STOP, STOP_SEQUENCE, TOOL_CALLS, OTHER -> true;
                };
    }

    private void drain(boolean fits) {
        pending = null;
        isOwn = false;
        if (terminal || broken || !fits) {
            attempt.drained();
        }
    }

    private void emptied() {
        pending = null;
        isOwn = false;
    }

    @Override
    public void end() {
        if (attempt.isDraining()) {
            attempt.drained();
            return;
        }
        if (reader.end()) {
            terminal = true;
            sound();
            finish();
            return;
        }
        Failure why = reader.failure();
        attempt.fail(
                why != null
                        ? why
                        : Failure.of(
                                FailureKind.TRUNCATED_ANSWER,
                                "The answer of "
                                        + attempt.endpoint().name()
                                        + " ended before its terminal event."));
    }

    @Override
    public void tick(long nowNanos) {
        if (!call.answer.begun()) {
            proceed();
        } else if (nowNanos - lastWriteNanos > call.snapshot.bounds().keepAliveNanos()
                && !call.answer.isFull()) {
            lastWriteNanos = nowNanos;
            call.answer.keepAlive();
        }
    }

    @Override
    public void over() {
        judge.close();
    }

    @Override
    public AnswerFacts facts() {
        return reader.facts();
    }
}
