package dev.fleetward.core.health;

import dev.fleetward.core.health.BreakerTable.State;

/// When one endpoint is to be probed. Confined to its owner.
///
/// The rules, first match first:
/// 1. An endpoint that was stopped on purpose, or whose pause or rest has not passed, is not
///    probed: the answer would change nothing.
/// 2. One that comes back (on trial, or with a growing share) is probed quickly, so that it does
///    not wait for callers to try it; one that is held is probed at the usual distance.
/// 3. One with enough calls of its own is not probed: those tell more.
/// 4. One under suspicion is probed quickly. Suspicion begins with a bad probe, or where one of the
///    endpoint's charts stands above [#SUSPICIOUS]; it ends when all charts are at 0 and [#CLEARED]
///    probes in a row were good, or after `mostInARow` quick probes without a decision. It then
///    begins again only with the next bad probe, or after the charts were at 0 once.
/// 5. All others are probed at the usual distance.
///
/// While a chart is above 0 the likelihood of a worse rate is still open, so that probing quickly
/// until the chart alarms or falls to 0 is the sequential test that the chart is, only faster.
public final class ProbeCadence {
    /// Above where a chart casts suspicion: less than what one bad answer adds to the charts of
    /// form and schema.
    public static final double SUSPICIOUS = 0.2;

    /// Good probes in a row that end a suspicion where the charts say nothing.
    public static final int CLEARED = 20;

    /// How often. Immutable.
    ///
    /// @param everyNanos the usual distance of two probes
    /// @param quickNanos the distance of two quick ones
    /// @param mostInARow quick probes in one suspicion
    /// @param enoughCalls calls in an hour above which an endpoint is not probed
    public record Rules(long everyNanos, long quickNanos, int mostInARow, long enoughCalls) {}

    /// How the endpoint is. Immutable.
    ///
    /// @param stopped whether it takes no calls on purpose
    /// @param callsLastHour besides probes
    /// @param level of its highest chart, from 0 to 1, where it alarms
    public record Situation(boolean stopped, State state, long callsLastHour, double level) {
        /// @param health what the gateway knows of the endpoint
        public static Situation of(boolean stopped, HealthView health, long callsLastHour) {
            double level = 0;
            for (HealthView.SymptomView symptom : health.symptoms()) {
                level = Math.max(level, symptom.level());
            }
            return new Situation(stopped, health.state(), callsLastHour, level);
        }
    }

    /// How an endpoint is probed now.
    public enum Pace {
        NONE,
        USUAL,
        QUICK
    }

    private long lastNanos;
    private boolean suspected;
    private boolean exhausted;
    private boolean refused;
    private int quickInARow;
    private int goodInARow;

    /// @param firstNanos when the endpoint counts as probed last, so that not all begin at once
    public ProbeCadence(long firstNanos) {
        lastNanos = firstNanos;
    }

    /// Whether a probe is due.
    public boolean isDue(Rules rules, Situation situation, long nowNanos) {
        long passed = nowNanos - lastNanos;
        return switch (pace(rules, situation)) {
            case NONE -> false;
            case USUAL -> passed >= rules.everyNanos();
            case QUICK -> passed >= (refused ? rules.everyNanos() : rules.quickNanos());
        };
    }

    /// How it is probed. Moves the suspicion.
    public Pace pace(Rules rules, Situation situation) {
        consider(rules, situation);
        return shown(rules, situation);
    }

    /// How it is probed, as far as the suspicion has been moved; for those who only look.
    public Pace shown(Rules rules, Situation situation) {
        if (situation.stopped() || situation.state() == State.OPEN) {
            return Pace.NONE;
        }
        return switch (situation.state()) {
            case HALF_OPEN, RAMP_UP -> Pace.QUICK;
            case HELD -> Pace.USUAL;
            case CLOSED, OPEN ->
                    situation.callsLastHour() > rules.enoughCalls()
                            ? Pace.NONE
                            : suspected ? Pace.QUICK : Pace.USUAL;
        };
    }

    private void consider(Rules rules, Situation situation) {
        boolean atRest = situation.level() == 0;
        if (atRest) {
            exhausted = false;
        }
        if (!suspected && !exhausted && situation.level() > SUSPICIOUS) {
            suspect();
        }
        if (suspected && quickInARow >= rules.mostInARow()) {
            suspected = false;
            exhausted = true;
        } else if (suspected && atRest && goodInARow >= CLEARED) {
            suspected = false;
        }
    }

    private void suspect() {
        suspected = true;
        quickInARow = 0;
        goodInARow = 0;
    }

    /// A probe was sent and came back.
    public void probed(boolean good, long nowNanos) {
        lastNanos = nowNanos;
        refused = false;
        if (suspected) {
            quickInARow++;
        } else if (!good) {
            suspect();
        }
        goodInARow = good ? goodInARow + 1 : 0;
    }

    /// A probe found no room, or no budget: it tells nothing of the endpoint, and the next one
    /// comes at the usual distance.
    public void refused(long nowNanos) {
        lastNanos = nowNanos;
        refused = true;
    }

    /// Whether it is under suspicion.
    public boolean suspected() {
        return suspected;
    }
}
