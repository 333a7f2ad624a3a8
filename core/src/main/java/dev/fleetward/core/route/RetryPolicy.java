package dev.fleetward.core.route;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import java.time.Duration;

/// Whether a failed attempt is followed by another one. Stateless; the only thing it changes is the
/// budget, from which it takes a retry as its last step.
public final class RetryPolicy {
    /// The longest `retry-after` that is waited out where no other candidate is left. Callers'
    /// libraries retry by themselves after longer ones.
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /// The pause before the same endpoint is tried again where it named none; doubled with each
    /// attempt, up to [#LONGEST_WAIT].
    public static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private RetryPolicy() {}

    /// What follows a failed attempt.
    public sealed interface Verdict {
        /// Try again after `delayNanos`; 0 means at once.
        record Again(long delayNanos) implements Verdict {}

        /// The failure is the caller's.
        record GiveUp(Reason reason) implements Verdict {}
    }

    /// Why there is no further attempt.
    public enum Reason {
        /// Another attempt would end the same way.
        NOT_RETRYABLE,
        /// Bytes of the answer have gone to the caller.
        ANSWER_BEGUN,
        /// The call has had as many attempts as it may have.
        ATTEMPTS_SPENT,
        /// No other candidate is left, and this one cannot serve soon.
        NOWHERE_TO_GO,
        /// The caller would be gone by then.
        DEADLINE,
        /// The fleet has made as many retries as it may.
        BUDGET_SPENT
    }

    /// A call after a failed attempt. Immutable.
    ///
    /// @param attempt which one failed; 1 is the first
    /// @param attempts the most that a call may have
    /// @param answerBegun whether bytes of the answer have gone to the caller
    /// @param elsewhere whether a candidate is left that has not been tried
    /// @param nanosLeft until the caller's deadline
    public record Situation(
            Failure failure,
            int attempt,
            int attempts,
            boolean answerBegun,
            boolean elsewhere,
            long nanosLeft) {}

    public static Verdict decide(Situation now, RetryBudget budget, long nowNanos) {
        if (now.answerBegun()) {
            return new Verdict.GiveUp(Reason.ANSWER_BEGUN);
        }
        if (!now.failure().kind().retryable()) {
            return new Verdict.GiveUp(Reason.NOT_RETRYABLE);
        }
        if (now.attempt() >= now.attempts()) {
            return new Verdict.GiveUp(Reason.ATTEMPTS_SPENT);
        }
        long delayNanos = now.elsewhere() ? 0 : pause(now);
        if (!now.elsewhere() && !mayServeSoon(now.failure().kind(), delayNanos)) {
            return new Verdict.GiveUp(Reason.NOWHERE_TO_GO);
        }
        if (delayNanos >= now.nanosLeft()) {
            return new Verdict.GiveUp(Reason.DEADLINE);
        }
        return budget.tryRetry(nowNanos)
                ? new Verdict.Again(delayNanos)
                : new Verdict.GiveUp(Reason.BUDGET_SPENT);
    }

    /// Before the same endpoint is tried again.
    private static long pause(Situation now) {
        Duration asked = now.failure().retryAfter();
        if (asked != null) {
            // Clipped so that any retry-after fits a long; all above the longest wait are alike.
            return asked.compareTo(LONGEST_WAIT) > 0
                    ? LONGEST_WAIT.toNanos() + 1
                    : Math.max(asked.toNanos(), 0);
        }
        int doublings = Math.min(now.attempt() - 1, 20);
        return Math.min(FIRST_PAUSE.toNanos() << doublings, LONGEST_WAIT.toNanos());
    }

    /// Whether the same endpoint may do better after the pause. One that took too long for the
    /// whole call would most likely take as long again, and one that answered as another version or
    /// from elsewhere would be paid for that again.
    private static boolean mayServeSoon(FailureKind kind, long delayNanos) {
        return delayNanos <= LONGEST_WAIT.toNanos()
                && kind != FailureKind.TOTAL_TIMEOUT
                && kind != FailureKind.PROVIDER_UNAUTHENTICATED
                && kind != FailureKind.PROVIDER_QUOTA_SPENT
                && kind != FailureKind.OTHER_VERSION
                && kind != FailureKind.OUTSIDE_ZONE;
    }
}
