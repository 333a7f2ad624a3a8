package dev.fleetward.core.objective;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.failure.Blame;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.objective.Holder.Kind;
import org.jspecify.annotations.Nullable;

/// What an event is to a promise.
///
/// For success, the first row that applies:
///
/// | how it ended | feature, route | endpoint |
/// |---|---|---|
/// | a whole answer without a flaw | good | good |
/// | a whole answer with a flaw that is held against the endpoint | bad | bad |
/// | a whole answer with another flaw: cut at the caller's limit, filtered | not counted | not counted |
/// | the caller went away, or another attempt was faster | not counted | not counted |
/// | the caller's fault, context overflow, content policy, the caller's own deadline | not counted | not counted |
/// | refused: the feature's own budget is spent | not counted | – |
/// | refused: held back so that others recover | not counted | – |
/// | refused for any other reason of the fleet's | bad | – |
/// | failed by the provider or the network | bad | bad |
/// | failed by the fleet itself | bad | not counted |
/// | the process died in it | bad | not counted |
///
/// An answer that a user complained of is bad, whatever the table says, see [#ofComplaint].
///
/// For times only good answers count; those to which the time does not apply, or where nobody
/// measured it, do not.
public enum Verdict {
    GOOD,
    BAD,
    NOT_COUNTED;

    /// What an event, which concerns the level's holder, is to the level.
    static Verdict of(ServiceLevel level, CallEvent event) {
        Kind kind = level.holder().kind();
        Verdict success =
                of(
                        kind,
                        event.outcome().ending(),
                        event.outcome().failure(),
                        event.outcome().flaw());
        if (level.measure() == Measure.SUCCESS) {
            return success;
        }
        return ofTime(success, late(level, event));
    }

    /// What an event is to a time that is promised.
    ///
    /// @param success what it is to the same holder's success
    /// @param late null where the time does not apply or was not measured
    public static Verdict ofTime(Verdict success, @Nullable Boolean late) {
        return success != GOOD || late == null ? NOT_COUNTED : late ? BAD : GOOD;
    }

    /// What a user's complaint of a call adds to what was counted of it, alike for everybody whom
    /// the call concerns: an answer that was good is bad instead, one that was not counted counts
    /// as bad, and one that was bad already is not bad twice. A call that got no answer is counted
    /// as the table says, whoever complains.
    public static Counts ofComplaint(Ending ending, @Nullable Flaw flaw) {
        return switch (ending) {
            case SUCCEEDED ->
                    switch (of(Kind.ENDPOINT, ending, null, flaw)) {
                        case GOOD -> new Counts(0, 1);
                        case NOT_COUNTED -> new Counts(1, 1);
                        case BAD -> Counts.NONE;
                    };
            case ABORTED -> new Counts(1, 1);
            case FAILED, REFUSED, UNKNOWN, OPEN -> Counts.NONE;
        };
    }

    /// The table above. For features and routes of the event that ended the call, for endpoints of
    /// any attempt.
    public static Verdict of(
            Kind kind, Ending ending, @Nullable FailureKind failure, @Nullable Flaw flaw) {
        return switch (ending) {
            case SUCCEEDED -> flaw == null ? GOOD : flaw.heldAgainstEndpoint() ? BAD : NOT_COUNTED;
            case FAILED, REFUSED ->
                    switch (kind) {
                        case FEATURE, ROUTE -> failedCall(failure);
                        case ENDPOINT -> failedAttempt(failure);
                    };
            case UNKNOWN -> kind == Kind.ENDPOINT ? NOT_COUNTED : BAD;
            case ABORTED, OPEN -> NOT_COUNTED;
        };
    }

    private static Verdict failedCall(@Nullable FailureKind failure) {
        return failure == null
                        || failure.blame() == Blame.CALLER
                        || failure == FailureKind.BUDGET_EXHAUSTED
                        || failure == FailureKind.SHED
                        || failure == FailureKind.DEFERRED
                ? NOT_COUNTED
                : BAD;
    }

    private static Verdict failedAttempt(@Nullable FailureKind failure) {
        return failure != null && failure.heldAgainstEndpoint() ? BAD : NOT_COUNTED;
    }

    /// Whether a time was longer than promised; null where there is none to tell.
    private static @Nullable Boolean late(ServiceLevel level, CallEvent event) {
        Timing timing = event.timing();
        long from = level.holder().kind() == Kind.ENDPOINT ? timing.sent() : 0;
        return switch (level.measure()) {
            case SUCCESS -> null;
            case FIRST_TOKEN ->
                    event.target().stream() && timing.firstToken() >= 0 && from >= 0
                            ? timing.firstToken() - from > level.limitNanos()
                            : null;
            case INTER_TOKEN -> {
                long gaps = event.usage().output().tokens() - 1;
                yield event.target().stream()
                                && gaps > 0
                                && timing.firstToken() >= 0
                                && timing.lastByte() >= 0
                        ? (timing.lastByte() - timing.firstToken()) / gaps > level.limitNanos()
                        : null;
            }
            case TOTAL ->
                    timing.lastByte() >= 0 && from >= 0
                            ? timing.lastByte() - from > level.limitNanos()
                            : null;
        };
    }
}
