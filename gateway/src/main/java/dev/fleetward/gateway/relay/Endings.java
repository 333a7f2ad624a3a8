package dev.fleetward.gateway.relay;

import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.dialect.Dialect;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/// How calls end: settled and recorded first, then answered. Each of these is the end of its call,
/// once. Confined to its event loop.
final class Endings {
    /// How long a caller may take to read the error at the end of a broken stream.
    static final long BREAK_OFF_NANOS = 5_000_000_000L;

    private final Fleet fleet;
    private final LoopContext loop;
    private final Settlements settlements;

    Endings(Fleet fleet, LoopContext loop, Settlements settlements) {
        this.fleet = fleet;
        this.loop = loop;
        this.settlements = settlements;
    }

    /// The call ends with an error and without a further attempt.
    void refuse(Call call, Failure failure) {
        if (call.ended) {
            return;
        }
        var error = call.dialect().error(failure, call.id);
        settlements.notForwarded(
                call, Ending.REFUSED, failure.kind(), error.status(), error.body().length);
        finish(call);
        answerError(call, error);
    }

    /// The attempt failed and no other follows.
    void fail(Attempt attempt, Failure failure) {
        Call call = attempt.call;
        var error = call.dialect().error(failure, call.id);
        settlements.settle(
                attempt, Ending.FAILED, failure, true, error.status(), error.body().length);
        finish(call);
        answerError(call, error);
    }

    /// The caller went away and what the provider billed is known as well as it will be.
    void aborted(Attempt attempt) {
        attempt.pass.withdrawn();
        if (attempt.isDraining()) {
            fleet.live().drains.decrementAndGet();
        }
        settlements.settle(
                attempt,
                Ending.ABORTED,
                Failure.of(FailureKind.HUNG_UP),
                true,
                attempt.call.answer.status(),
                attempt.call.answer.bytes());
        finish(attempt.call);
    }

    private void answerError(Call call, Dialect.ErrorAnswer error) {
        List<String> headers = new ArrayList<>(error.headers());
        AnswerHeaders.addCall(headers, call);
        if (call.attempts > 1) {
            headers.add("x-should-retry");
            headers.add("false");
        }
        boolean unread = Discard.isUnread(call.request);
        if ((unread || fleet.stopping()) && Discard.endsConnection(call.request)) {
            headers.add("connection");
            headers.add("close");
        }
        call.answer.whole(error.status(), headers, Buffer.buffer(error.body()));
        if (unread) {
            loop.discard(call.request);
        }
    }

    /// The attempt failed and the answer has begun: told inside the stream, which then ends
    /// abnormally.
    void breakOff(Attempt attempt, Failure failure) {
        Call call = attempt.call;
        Buffer event = Buffer.buffer(call.dialect().streamError(call.operation, failure, call.id));
        settlements.settle(
                attempt,
                Ending.FAILED,
                failure,
                true,
                call.answer.status(),
                call.answer.bytes() + event.length());
        finish(call);
        call.answer.breakOff(event);
        loop.after(BREAK_OFF_NANOS, call.answer::cut);
    }

    /// The caller went away.
    void hangUp(Call call) {
        if (call.ended || call.hungUp) {
            return;
        }
        call.hungUp = true;
        call.answer.abandon();
        if (call.hedge != null) {
            Attempt second = call.hedge;
            call.hedge = null;
            second.outrun();
        }
        if (call.running != null) {
            call.running.callerGone();
            return;
        }
        if (call.parked != null) {
            fleet.desk().withdraw(call.parked.ticket, fleet.nanos());
            unpark(call);
        }
        settlements.notForwarded(call, Ending.ABORTED, FailureKind.HUNG_UP, 0, 0);
        finish(call);
    }

    /// The call waits no more.
    void unpark(Call call) {
        if (call.parked != null) {
            loop.sweep().remove(call.parked);
            call.parked = null;
            fleet.live().queued.decrementAndGet();
        }
    }

    /// Takes a place among the drains; what was a call under way is one no more.
    boolean mayDrain(Call call) {
        if (!Live.take(fleet.live().drains, 1, call.snapshot.bounds().drains())) {
            return false;
        }
        leavePlace(call);
        return true;
    }

    /// The call is over, and holds nothing any more.
    void finish(Call call) {
        call.ended = true;
        call.running = null;
        call.releaseBody();
        leavePlace(call);
    }

    private void leavePlace(Call call) {
        if (call.holdsPlace) {
            call.holdsPlace = false;
            fleet.live().openCalls.decrementAndGet();
        }
    }
}
