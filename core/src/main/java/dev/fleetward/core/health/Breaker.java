package dev.fleetward.core.health;

import dev.fleetward.core.health.BreakerTable.Action;
import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.BreakerTable.Step;
import dev.fleetward.core.snapshot.HealthRules;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// One endpoint's breaker: where it is in [BreakerTable], until when, and how its trials go.
/// Confined to the lock of its endpoint.
///
/// Invariants:
/// 1. In `OPEN` there is an end, `untilNanos`; in `HELD` there is none.
/// 2. `CLOSED` has no cause, the other states have one.
/// 3. In `HALF_OPEN`, trial calls that passed and that are under way are together at most
///    `trialCalls`, not counting probes.
/// 4. A pause is between three quarters of what it has grown to and that; a wait that the provider
///    asked for is exactly that long, at most [#LONGEST_ASKED].
/// 5. Once its answers became worse, that stays the cause until it serves all its calls again or
///    its account is refused: failures on top of it shorten no rest, and trials still look at
///    answers.
/// 6. `epoch` changes whenever the endpoint stops taking calls or starts anew, so that what began
///    before tells nothing new.
final class Breaker {
    /// The longest that a provider's `retry-after` is honoured.
    static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    /// The shares of its calls for which an endpoint that comes back is the first choice, one after
    /// the other, in percent.
    private static final int[] SHARES = {10, 25, 50};

    /// Calls that have to go well in a stage.
    static final int STAGE_CALLS = 10;

    /// How long a stage takes at least.
    static final long STAGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// How long it takes where there are not that many calls.
    static final long QUIET_STAGE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final double JITTER = 0.25;
    private static final int MOST_DOUBLINGS = 30;

    private final DoubleSupplier random;
    private State state = State.CLOSED;
    private @Nullable Cause cause;
    private long untilNanos;

    /// Whether it serves up to `shutUntilNanos` not even as a last resort: its provider asked for a
    /// wait, or calls did not get through.
    private boolean shut;

    private long shutUntilNanos;
    private int openings;
    private int rests;
    private int epoch;
    private int trialsUnderWay;
    private int trialsPassed;
    private int stage;
    private int stagePassed;
    private long stageSinceNanos;

    /// @param random from 0 to 1, for the pauses' jitter
    Breaker(DoubleSupplier random) {
        this.random = random;
    }

    State state() {
        return state;
    }

    @Nullable Cause cause() {
        return cause;
    }

    /// Takes the step that the table has; null if it has none.
    ///
    /// @param askedNanos for [Event#ASKED_TO_WAIT]
    @Nullable Step happen(Event event, HealthRules rules, long askedNanos, long nowNanos) {
        Step step = BreakerTable.step(state, event);
        if (step != null) {
            act(step.action(), rules, Math.min(askedNanos, LONGEST_ASKED.toNanos()), nowNanos);
            state = step.to();
        }
        return step;
    }

    private void act(Action action, HealthRules rules, long askedNanos, long nowNanos) {
        switch (action) {
            case BACK_OFF -> {
                open(cause == Cause.MEANING ? cause : Cause.TRANSPORT, nowNanos + pause(rules));
                shutUntil(untilNanos);
            }
            case REST -> {
                rests = Math.min(rests + 1, MOST_DOUBLINGS);
                open(
                        Cause.MEANING,
                        nowNanos + grown(rules.firstRestNanos(), rules.longestRestNanos(), rests));
            }
            case REST_ON -> {
                long end = nowNanos + pause(rules);
                untilNanos = later(untilNanos, end);
                shutUntil(end);
                epoch++;
            }
            case WAIT -> {
                open(cause == null ? Cause.ASKED : cause, nowNanos + askedNanos);
                shutUntil(untilNanos);
            }
            case WAIT_ON -> {
                untilNanos = later(untilNanos, nowNanos + askedNanos);
                shutUntil(nowNanos + askedNanos);
            }
            case HOLD -> open(Cause.ACCOUNT, nowNanos);
            case TRY -> {
                trialsUnderWay = 0;
                trialsPassed = 0;
                shut = false;
                epoch++;
            }
            case RAMP -> enterStage(0, nowNanos);
            case GROW -> enterStage(stage + 1, nowNanos);
            case SERVE -> serve();
            case FORGET -> {
                serve();
                rests = 0;
                epoch++;
            }
        }
    }

    private void open(Cause why, long until) {
        cause = why;
        untilNanos = until;
        shut = false;
        epoch++;
    }

    private void serve() {
        cause = null;
        openings = 0;
        shut = false;
    }

    private long pause(HealthRules rules) {
        openings = Math.min(openings + 1, MOST_DOUBLINGS);
        return grown(rules.firstPauseNanos(), rules.longestPauseNanos(), openings);
    }

    private void shutUntil(long end) {
        shutUntilNanos = shut ? later(shutUntilNanos, end) : end;
        shut = true;
    }

    private void enterStage(int next, long nowNanos) {
        stage = next;
        stagePassed = 0;
        stageSinceNanos = nowNanos;
    }

    private long grown(long first, long longest, int times) {
        long full =
                times > MOST_DOUBLINGS || first > longest >> (times - 1)
                        ? longest
                        : first << (times - 1);
        return full - (long) (full * JITTER * random.getAsDouble());
    }

    private static long later(long one, long other) {
        return one - other >= 0 ? one : other;
    }

    /// What the passing of time means: null while an end lies ahead, and where there is none.
    @Nullable Event elapsed(long nowNanos) {
        if (state != State.OPEN || nowNanos - untilNanos < 0) {
            return null;
        }
        return cause == Cause.ASKED ? Event.WAIT_OVER : Event.PAUSE_OVER;
    }

    /// Whether another trial call may begin.
    boolean hasTrial(HealthRules rules) {
        return state == State.HALF_OPEN && trialsPassed + trialsUnderWay < rules.trialCalls();
    }

    void trialBegan() {
        trialsUnderWay++;
    }

    /// A trial call of this epoch ended, however.
    void trialEnded() {
        if (state == State.HALF_OPEN) {
            trialsUnderWay--;
        }
    }

    /// A trial call went well; what that leads to, or null.
    @Nullable Event trialPassed(HealthRules rules) {
        if (state != State.HALF_OPEN) {
            return null;
        }
        trialsPassed++;
        return trialsPassed >= rules.trialCalls() ? Event.TRIALS_PASSED : null;
    }

    /// A call went well while coming back; what that leads to, or null.
    @Nullable Event served(long nowNanos) {
        if (state != State.RAMP_UP) {
            return null;
        }
        stagePassed++;
        long passed = nowNanos - stageSinceNanos;
        boolean done =
                passed >= QUIET_STAGE_NANOS
                        || (stagePassed >= STAGE_CALLS && passed >= STAGE_NANOS);
        if (!done) {
            return null;
        }
        return stage + 1 < SHARES.length ? Event.STAGE_PASSED : Event.LAST_STAGE_PASSED;
    }

    /// For how much of its calls it is the first choice, in percent.
    int share() {
        return switch (state) {
            case CLOSED -> 100;
            case RAMP_UP -> SHARES[stage];
            case OPEN, HALF_OPEN, HELD -> 0;
        };
    }

    /// Whether it may serve where no other endpoint can: nothing but the meaning of its answers
    /// speaks against it now.
    boolean isLastResort(long nowNanos) {
        return (state == State.OPEN || state == State.HALF_OPEN)
                && cause == Cause.MEANING
                && !(shut && nowNanos - shutUntilNanos < 0);
    }

    /// Nanoseconds until it may take calls again; 0 if it takes some, and where nobody knows.
    long remaining(long nowNanos) {
        return state == State.OPEN ? Math.max(0, untilNanos - nowNanos) : 0;
    }

    /// Its answers are as good as they used to be: rests are short again.
    void recovered() {
        rests = 0;
    }

    int epoch() {
        return epoch;
    }

    int openings() {
        return openings;
    }

    int rests() {
        return rests;
    }

    int trialsUnderWay() {
        return state == State.HALF_OPEN ? trialsUnderWay : 0;
    }

    int trialsPassed() {
        return state == State.HALF_OPEN ? trialsPassed : 0;
    }

    /// Takes over where another one was.
    void restore(
            State newState,
            @Nullable Cause newCause,
            long until,
            int newOpenings,
            int newRests,
            long nowNanos) {
        state = newState;
        cause = newState == State.CLOSED ? null : newCause == null ? Cause.TRANSPORT : newCause;
        untilNanos = until;
        shutUntilNanos = until;
        shut = cause == Cause.ASKED;
        openings = Math.clamp(newOpenings, 0, MOST_DOUBLINGS);
        rests = Math.clamp(newRests, 0, MOST_DOUBLINGS);
        trialsUnderWay = 0;
        trialsPassed = 0;
        epoch++;
        enterStage(0, nowNanos);
    }
}
