package dev.fleetward.core.health;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.BreakerTable.Action;
import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.BreakerTable.Step;
import dev.fleetward.core.snapshot.HealthRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The health of one endpoint: its breaker, and a chart for each symptom. Thread-safe; a call takes
/// its lock once, when it has ended, and an endpoint that takes calls is asked without it.
final class EndpointHealth {
    private final String name;
    private final Breakers fleet;

    // Guarded by this.
    private final Breaker breaker;
    private final SymptomCharts charts;
    private int failuresInARow;
    private String words = "";
    private @Nullable String outage;
    private @Nullable Degraded degraded;

    /// Since when the symptom of `degraded` was not looked for, or since when all calls are taken.
    private long unseenSinceNanos;

    private long troubleSinceMicros;
    private long stateSinceMicros;
    private String credential = "";

    // Read without the lock.
    private volatile State shown = State.CLOSED;
    private volatile Pass usual;

    EndpointHealth(String name, Breakers fleet, HealthRules rules) {
        this.name = name;
        this.fleet = fleet;
        this.breaker = new Breaker(fleet::nextRandom);
        this.charts = new SymptomCharts(rules);
        this.usual = new Pass(this, breaker.epoch(), false);
    }

    /// @param draw from 0 to 99, for endpoints that have a share of their calls
    Standing standing(int draw, long nowNanos) {
        if (shown == State.CLOSED) {
            return Standing.READY;
        }
        synchronized (this) {
            pass(nowNanos);
            return switch (breaker.state()) {
                case CLOSED -> Standing.READY;
                case RAMP_UP -> draw < breaker.share() ? Standing.READY : Standing.LATER;
                case HALF_OPEN ->
                        breaker.hasTrial(fleet.rules()) ? Standing.READY : lastResort(nowNanos);
                case OPEN -> lastResort(nowNanos);
                case HELD -> Standing.SHUT;
            };
        }
    }

    boolean isClosed() {
        return shown == State.CLOSED;
    }

    private Standing lastResort(long nowNanos) {
        return breaker.isLastResort(nowNanos) ? Standing.LAST_RESORT : Standing.SHUT;
    }

    /// Null if the attempt may not be made.
    @Nullable Pass begin(Entry entry, long nowNanos) {
        if (shown == State.CLOSED) {
            return usual;
        }
        synchronized (this) {
            pass(nowNanos);
            return switch (breaker.state()) {
                case CLOSED, RAMP_UP -> usual;
                case HALF_OPEN -> beginTrial(entry, nowNanos);
                case OPEN ->
                        switch (entry) {
                            case CALL -> null;
                            case AGAIN, PROBE -> silent();
                            case LAST_RESORT -> breaker.isLastResort(nowNanos) ? usual : null;
                        };
                case HELD -> entry == Entry.PROBE ? usual : null;
            };
        }
    }

    private @Nullable Pass beginTrial(Entry entry, long nowNanos) {
        if (entry == Entry.PROBE || breaker.hasTrial(fleet.rules())) {
            if (entry != Entry.PROBE) {
                breaker.trialBegan();
            }
            return new Pass(this, breaker.epoch(), entry != Entry.PROBE);
        }
        return switch (entry) {
            case AGAIN -> silent();
            case LAST_RESORT -> breaker.isLastResort(nowNanos) ? silent() : null;
            case CALL, PROBE -> null;
        };
    }

    private Pass silent() {
        return new Pass(this, Pass.NO_EPOCH, false);
    }

    synchronized void withdrawn(Pass pass) {
        if (pass.trial && pass.epoch == breaker.epoch()) {
            breaker.trialEnded();
        }
    }

    synchronized void answered(Pass pass, @Nullable Flaw flaw, Judged judged, long nowNanos) {
        if (pass.epoch != breaker.epoch()) {
            return;
        }
        if (pass.trial) {
            breaker.trialEnded();
        }
        failuresInARow = 0;
        Symptom symptom = flaw == null ? null : Symptom.of(flaw);
        Degraded alarm = judge(symptom, judged, nowNanos);
        if (alarm != null && degrade(alarm, Event.DEGRADED, alarm.words(), nowNanos)) {
            startHalfWay(alarm.symptom());
            return;
        }
        switch (breaker.state()) {
            case CLOSED -> recover();
            case HALF_OPEN -> tried(symptom, nowNanos);
            case RAMP_UP -> then(breaker.served(nowNanos), nowNanos);
            case HELD -> happen(Event.PROBE_PASSED, "a probe was answered well", 0, nowNanos);
            case OPEN -> {
                // Served as a last resort; the rest goes on.
            }
        }
    }

    /// Moves the charts; what one of them found, if the endpoint was not at rest already.
    private @Nullable Degraded judge(@Nullable Symptom shows, Judged judged, long nowNanos) {
        State state = breaker.state();
        if (state == State.OPEN || state == State.HELD) {
            return null;
        }
        Degraded was = degraded;
        if (was != null && SymptomCharts.says(was.symptom(), shows, judged)) {
            unseenSinceNanos = nowNanos;
        }
        return charts.judge(shows, judged);
    }

    /// False where that changes nothing.
    private boolean degrade(Degraded what, Event event, String why, long nowNanos) {
        if (BreakerTable.step(breaker.state(), event) == null) {
            return false;
        }
        happen(event, why, 0, nowNanos);
        degraded = what;
        return true;
    }

    private void startHalfWay(Symptom symptom) {
        charts.of(symptom).startHalfWay();
    }

    /// A trial says that it is still bad, but not how often: what the chart found stays known.
    private void tried(@Nullable Symptom shows, long nowNanos) {
        if (shows != null && breaker.cause() == Cause.MEANING) {
            Degraded known = degraded == null ? charts.of(shows).degraded(shows) : degraded;
            degrade(known, Event.TRIAL_FLAWED, "on trial: " + shows.meaning(), nowNanos);
            startHalfWay(shows);
        } else {
            then(breaker.trialPassed(fleet.rules()), nowNanos);
        }
    }

    private void then(@Nullable Event event, long nowNanos) {
        if (event != null) {
            happen(event, event.meaning(), 0, nowNanos);
        }
    }

    /// Once the symptom is gone, the next rest is a short one again.
    private void recover() {
        Degraded was = degraded;
        if (was != null && charts.of(was.symptom()).isAtRest()) {
            degraded = null;
            troubleSinceMicros = 0;
            breaker.recovered();
        }
    }

    private void recoverUnseen(long nowNanos) {
        Degraded was = degraded;
        if (was != null
                && breaker.state() == State.CLOSED
                && nowNanos - unseenSinceNanos >= Breakers.UNSEEN_NANOS) {
            charts.of(was.symptom()).reset();
            recover();
        }
    }

    synchronized void failed(
            Pass pass, FailureKind kind, @Nullable Duration retryAfter, long nowNanos) {
        long askedNanos = bounded(retryAfter);
        boolean asks = askedNanos > 0;
        if (pass.epoch != breaker.epoch()) {
            pass(nowNanos);
            if (asks) {
                happen(Event.ASKED_TO_WAIT, asked(askedNanos), askedNanos, nowNanos);
            }
            return;
        }
        if (pass.trial) {
            breaker.trialEnded();
        }
        Symptom symptom = Symptom.of(kind);
        Degraded alarm = symptom == null ? null : judge(symptom, Judged.NOTHING, nowNanos);
        if (kind == FailureKind.PROVIDER_UNAUTHENTICATED
                || kind == FailureKind.PROVIDER_QUOTA_SPENT) {
            happen(Event.ACCOUNT_REFUSED, kind.meaning(), 0, nowNanos);
        } else if (asks) {
            happen(Event.ASKED_TO_WAIT, asked(askedNanos), askedNanos, nowNanos);
        } else {
            failed(kind, nowNanos);
        }
        if (alarm != null) {
            // Changes nothing where the failure itself has taken it out of service.
            degrade(alarm, Event.DEGRADED, alarm.words(), nowNanos);
            startHalfWay(alarm.symptom());
        }
    }

    private void failed(FailureKind kind, long nowNanos) {
        failuresInARow++;
        if (breaker.state() == State.HALF_OPEN) {
            happen(Event.TRIAL_FAILED, "on trial: " + kind.meaning(), 0, nowNanos);
        } else if (breaker.state() == State.RAMP_UP) {
            happen(Event.FAILED, "while coming back: " + kind.meaning(), 0, nowNanos);
        } else if (kind == FailureKind.CONNECT_FAILED || kind == FailureKind.CONNECT_TIMEOUT) {
            happen(Event.FAILED_IN_A_ROW, kind.meaning(), 0, nowNanos);
        } else if (failuresInARow >= fleet.rules().failuresInARow()) {
            happen(
                    Event.FAILED_IN_A_ROW,
                    failuresInARow + " failures in a row: " + kind.meaning(),
                    0,
                    nowNanos);
        }
    }

    private static long bounded(@Nullable Duration asked) {
        if (asked == null || !asked.isPositive()) {
            return 0;
        }
        return asked.compareTo(Breaker.LONGEST_ASKED) > 0
                ? Breaker.LONGEST_ASKED.toNanos()
                : asked.toNanos();
    }

    private static String asked(long nanos) {
        return "its provider asked for " + Math.ceilDiv(nanos, 1_000_000L) + " ms";
    }

    /// Lets time pass.
    synchronized void pass(long nowNanos) {
        then(breaker.elapsed(nowNanos), nowNanos);
        recoverUnseen(nowNanos);
    }

    private void happen(Event event, String why, long askedNanos, long nowNanos) {
        State from = breaker.state();
        Step step = breaker.happen(event, fleet.rules(), askedNanos, nowNanos);
        if (step == null) {
            return;
        }
        long wallMicros = fleet.wallMicros(nowNanos);
        if (step.action() == Action.FORGET) {
            forget();
        }
        if (step.to() == State.CLOSED) {
            troubleSinceMicros = degraded == null ? 0 : troubleSinceMicros;
            outage = null;
            unseenSinceNanos = nowNanos;
        } else if (troubleSinceMicros == 0) {
            troubleSinceMicros = wallMicros;
        }
        boolean opensAnew = step.action() == Action.BACK_OFF || step.action() == Action.REST_ON;
        if (opensAnew) {
            outage = why;
        }
        if (from != step.to()) {
            stateSinceMicros = wallMicros;
        }
        if (from != step.to() || opensAnew) {
            failuresInARow = 0;
        }
        words = why;
        show();
        if (from != step.to() || opensAnew) {
            fleet.remember(name, from, event, step.to(), why, nowNanos, wallMicros);
        }
    }

    private void forget() {
        degraded = null;
        troubleSinceMicros = 0;
        charts.reset();
    }

    private void show() {
        if (usual.epoch != breaker.epoch()) {
            usual = new Pass(this, breaker.epoch(), false);
        }
        shown = breaker.state();
    }

    synchronized void reset(long nowNanos) {
        if (breaker.state() == State.CLOSED) {
            forget();
            breaker.recovered();
        } else {
            happen(Event.RESET, Event.RESET.meaning(), 0, nowNanos);
        }
    }

    synchronized void adopt(HealthRules rules, String newCredential, long nowNanos) {
        charts.adopt(rules);
        if (!newCredential.equals(credential)) {
            credential = newCredential;
            then(Event.CREDENTIAL_CHANGED, nowNanos);
        }
    }

    /// How bad its answers are, to compare those that are last resorts.
    synchronized double badness() {
        return degraded == null ? 0 : degraded.seen();
    }

    synchronized HealthView view(long nowNanos) {
        pass(nowNanos);
        boolean closed = breaker.state() == State.CLOSED;
        return new HealthView(
                breaker.state(),
                breaker.cause(),
                closed ? "" : words,
                outage == null ? "" : outage,
                stateSinceMicros,
                troubleSinceMicros,
                breaker.remaining(nowNanos),
                breaker.openings(),
                breaker.rests(),
                breaker.trialsUnderWay(),
                breaker.trialsPassed(),
                breaker.share(),
                degraded,
                charts.views());
    }

    synchronized BreakerState state(long nowNanos, long wallMicros) {
        return new BreakerState(
                name,
                breaker.state(),
                breaker.cause(),
                words,
                outage,
                stateSinceMicros,
                troubleSinceMicros,
                wallMicros + breaker.remaining(nowNanos) / 1_000,
                breaker.openings(),
                breaker.rests(),
                degraded,
                charts.memories(),
                credential);
    }

    synchronized void restore(BreakerState stored, long nowNanos, long wallMicros) {
        HealthRules rules = fleet.rules();
        long longest =
                Math.max(
                        Math.max(rules.longestPauseNanos(), rules.longestRestNanos()),
                        Breaker.LONGEST_ASKED.toNanos());
        long left = Math.clamp(stored.untilWallMicros() - wallMicros, 0, longest / 1_000) * 1_000;
        breaker.restore(
                stored.state(),
                stored.cause(),
                nowNanos + left,
                stored.openings(),
                stored.rests(),
                nowNanos);
        words = stored.words();
        outage = stored.outage();
        unseenSinceNanos = nowNanos;
        stateSinceMicros = stored.sinceWallMicros();
        troubleSinceMicros = stored.troubleSinceWallMicros();
        degraded = stored.degraded();
        charts.restore(stored.symptoms());
        show();
        if (!stored.credential().equals(credential)) {
            then(Event.CREDENTIAL_CHANGED, nowNanos);
        }
        pass(nowNanos);
    }
}
