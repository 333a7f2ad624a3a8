package dev.fleetward.core.quota;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.Admission.Refused;
import java.time.Duration;
import java.util.Locale;

/// What callers are told who may not wait, or waited in vain. What they lack is said by [Shortage].
/// Stateless.
final class Refusals {
    static final Refused TOO_LATE =
            new Refused(
                    FailureKind.DEADLINE_EXCEEDED,
                    "The call's deadline had passed before it could be admitted.",
                    null);

    private static final long LEAST_NANOS = 1_000_000;

    private Refusals() {}

    /// As many calls of its feature wait as may. A place is free once the one at the head has gone.
    static Refused noPlace(Ask ask, Backlog backlog, long waitNanos) {
        String feature = ask.feature().name();
        int waiting = backlog.calls();
        return refused(
                String.format(
                        Locale.ROOT,
                        "Feature %s has %d calls of %d bytes waiting, as many as may (%d calls, %d bytes). Try again later.",
                        feature,
                        waiting,
                        backlog.bytes(),
                        ask.feature().queue().calls(),
                        ask.feature().queue().bytes()),
                waitNanos / Math.max(1, waiting));
    }

    /// It would be too late when its turn comes.
    static Refused tooLong(Ask ask, long waitNanos, long allowedNanos) {
        return refused(
                String.format(
                        Locale.ROOT,
                        "The call would wait some %.1f s for its turn in class %s and may wait %.1f s. Try again later.",
                        waitNanos / 1e9,
                        ask.who().callClass().label(),
                        allowedNanos / 1e9),
                waitNanos - allowedNanos);
    }

    /// Its turn did not come in time.
    static Refused waitedInVain(Parked call, long waitedNanos, long waitNanos) {
        return refused(
                String.format(
                        Locale.ROOT,
                        "The call waited %.1f s for its turn in class %s, as long as it may. Try again later.",
                        waitedNanos / 1e9,
                        call.ask.who().callClass().label()),
                waitNanos);
    }

    private static Refused refused(String message, long retryNanos) {
        return new Refused(
                FailureKind.QUOTA_EXHAUSTED,
                message,
                Duration.ofNanos(Math.max(LEAST_NANOS, retryNanos)));
    }
}
