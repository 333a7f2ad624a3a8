package dev.fleetward.control.likeness.live;

import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Calls that wait to be compared, without those that the ledger takes a second time: because a
/// commit failed, or because a process was killed before one. Those ended no later than what was
/// taken before. Thread-safe.
final class Waiting {
    /// Further calls are missed, and counted.
    static final int MOST = 20_000;

    /// A clock that was set back by more makes every call a new one.
    private static final long SET_BACK_MICROS =
            TimeUnit.MICROSECONDS.convert(Duration.ofMinutes(10));

    private final Clock clock;
    private final Deque<ShownCall> calls = new ArrayDeque<>();
    private long takenUntil = Long.MIN_VALUE;
    private long repeatedUntil = Long.MIN_VALUE;
    private long comparedUntil = Long.MIN_VALUE;
    private long missed;

    Waiting(Clock clock) {
        this.clock = clock;
    }

    /// What was taken so far may be taken again from here on.
    synchronized void mayRepeat() {
        repeatedUntil = takenUntil;
    }

    /// An earlier process compared what ended by then.
    synchronized void repeatedUntil(long endedMicros) {
        comparedUntil = endedMicros;
    }

    synchronized void add(ShownCall call) {
        if (isBefore(call, repeatedUntil)) {
            return;
        }
        takenUntil = Math.max(takenUntil, call.endedMicros());
        if (calls.size() < MOST) {
            calls.addLast(call);
        } else {
            missed++;
        }
    }

    /// A call is not to be compared.
    synchronized void leave() {
        missed++;
    }

    /// Null where none waits.
    synchronized @Nullable ShownCall next() {
        ShownCall call = calls.pollFirst();
        while (call != null && isBefore(call, comparedUntil)) {
            call = calls.pollFirst();
        }
        return call;
    }

    private boolean isBefore(ShownCall call, long untilMicros) {
        return call.endedMicros() <= untilMicros
                && clock.wallMicros() > untilMicros - SET_BACK_MICROS;
    }

    synchronized long missed() {
        return missed;
    }
}
