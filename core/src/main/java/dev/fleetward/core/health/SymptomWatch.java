package dev.fleetward.core.health;

import dev.fleetward.core.snapshot.HealthRules;

/// The chart of one symptom of one endpoint, and what the endpoint's own past teaches it. Confined
/// to the lock of its endpoint.
///
/// An endpoint is compared with itself: after each stretch of [#STRETCH] calls without an alarm,
/// the rate of bad calls in it moves the learned rate by [#LEARNING] of the difference (the first
/// one sets it). Where the learned rate is above the configured one it takes its place, at most
/// [#MOST_RAISED] times of it, and the rate to be found rises in proportion. It never falls below
/// what is configured. Since a stretch with an alarm teaches nothing, a rate that has to be found
/// is not learned.
final class SymptomWatch {
    /// Calls from which the usual rate is learned.
    static final int STRETCH = 5_000;

    static final double LEARNING = 0.25;

    static final double MOST_RAISED = 2;

    /// How much the usual rate has to change before the chart is drawn anew.
    private static final double WORTH_IT = 0.05;

    static final double UNKNOWN = -1;

    private HealthRules.Chart rule;
    private Cusum chart;
    private int sum;
    private double learned = UNKNOWN;

    /// Since the sum was 0: the likeliest begin of a change.
    private long callsSinceZero;

    private long badSinceZero;
    private int callsOfStretch;
    private int badOfStretch;
    private long alarms;

    SymptomWatch(HealthRules.Chart rule) {
        this.rule = rule;
        this.chart = draw();
    }

    /// A call was judged; true if the chart alarms.
    boolean judged(boolean bad) {
        if (!bad && sum == 0) {
            learn(0);
            return false; // The usual case.
        }
        sum = chart.after(sum, bad);
        callsSinceZero++;
        if (bad) {
            badSinceZero++;
        }
        if (chart.alarms(sum)) {
            alarms++;
            callsOfStretch = 0;
            badOfStretch = 0;
            return true;
        }
        if (sum == 0) {
            forgetChange();
        }
        learn(bad ? 1 : 0);
        return false;
    }

    private void learn(int bad) {
        badOfStretch += bad;
        callsOfStretch++;
        if (callsOfStretch < STRETCH) {
            return;
        }
        double rate = (double) badOfStretch / callsOfStretch;
        learned = learned == UNKNOWN ? rate : learned + (rate - learned) * LEARNING;
        callsOfStretch = 0;
        badOfStretch = 0;
        redrawIfWorthIt();
    }

    private void redrawIfWorthIt() {
        double wanted = usual();
        if (Math.abs(wanted - chart.expected()) > WORTH_IT * chart.expected()) {
            redraw();
        }
    }

    private void redraw() {
        double level = level();
        chart = draw();
        sum = Math.min((int) Math.round(level * chart.height()), chart.height() - 1);
    }

    private double usual() {
        double configured = rule.expected().partsPerMillion() / 1e6;
        return Math.min(Math.max(learned, configured), configured * MOST_RAISED);
    }

    private Cusum draw() {
        double configured = rule.expected().partsPerMillion() / 1e6;
        double usual = usual();
        double found = rule.alarm().partsPerMillion() / 1e6 * usual / configured;
        return new Cusum(usual, Math.min(found, (1 + usual) / 2), rule.threshold());
    }

    private void forgetChange() {
        callsSinceZero = 0;
        badSinceZero = 0;
    }

    /// After an alarm: half way up, and a new count.
    void startHalfWay() {
        sum = chart.headStart();
        forgetChange();
    }

    void reset() {
        sum = 0;
        forgetChange();
    }

    void adopt(HealthRules.Chart newRule) {
        if (!newRule.equals(rule)) {
            rule = newRule;
            redraw();
        }
    }

    void restore(double level, double learnedRate) {
        learned = learnedRate;
        chart = draw();
        sum = Math.clamp(Math.round(level * chart.height()), 0, chart.height() - 1);
        forgetChange();
    }

    boolean isAtRest() {
        return sum == 0;
    }

    /// From 0 to 1, where it alarms.
    double level() {
        return (double) sum / chart.height();
    }

    double learned() {
        return learned;
    }

    double expected() {
        return chart.expected();
    }

    /// The rate of bad calls since the change that the sum speaks of seems to have begun; 0 where
    /// there is none.
    double seen() {
        return callsSinceZero == 0 ? 0 : (double) badSinceZero / callsSinceZero;
    }

    long callsSinceZero() {
        return callsSinceZero;
    }

    long alarms() {
        return alarms;
    }

    /// What an alarm says, right after it.
    Degraded degraded(Symptom symptom) {
        return new Degraded(symptom, seen(), expected(), callsSinceZero);
    }
}
