package dev.fleetward.core.quota;

/// What the calls of one round say of an [AdaptiveLimit]. Confined to its limit.
final class LimitRound {
    private static final double TOLERANCE = 1.25;

    private static final double LEAST_GRADIENT = 0.5;

    /// The part of their time for which calls wait is the part of them that waits (Little's law):
    /// waiting lowers the limit by no more than so many times that. A gradient alone would throw
    /// away a third of a large engine for a wait of half a second.
    private static final double MOST_FALL = 6;

    private int samples;
    private int used;
    private int timed;
    private int ended;
    private double heldSum;
    private double expectedSum;
    private double waitingSum;
    private double timeSum;

    /// @param held tokens under way
    /// @param isInUse whether that is half of the limit or more
    void add(double held, boolean isInUse) {
        samples++;
        used += isInUse ? 1 : 0;
        heldSum += held;
    }

    /// The same call told when its first token came.
    void addTimes(double expectedNanos, double firstTokenNanos, double lastTokenNanos) {
        timed++;
        expectedSum += expectedNanos;
        waitingSum += Math.max(0, firstTokenNanos - expectedNanos);
        timeSum += Math.max(firstTokenNanos, lastTokenNanos);
    }

    /// A call ended, whether it says anything or not. What ends before the first sample belongs to
    /// the round before.
    void addEnded() {
        ended += samples > 0 ? 1 : 0;
    }

    int samples() {
        return samples;
    }

    /// How many calls it has seen, those that say nothing included.
    int calls() {
        return Math.max(samples, ended);
    }

    /// Whether the limit was in use.
    boolean isBusy() {
        return used * 2 >= samples;
    }

    double meanHeld() {
        return heldSum / samples;
    }

    /// The smaller of both gradients, in the words of [AdaptiveLimit].
    double gradient(double pace, double longPace) {
        double found = pace > 0 ? clamped(longPace, pace) : 1;
        if (timed > 0) {
            double unhindered = expectedSum / timed + 2 * pace;
            double waiting = clamped(unhindered, unhindered + waitingSum / timed);
            double queued = 1 - MOST_FALL * waitingSum / timeSum;
            found = Math.min(found, Math.max(waiting, queued));
        }
        return found;
    }

    private static double clamped(double usual, double now) {
        return now <= 0 ? 1 : Math.clamp(TOLERANCE * usual / now, LEAST_GRADIENT, 1);
    }

    /// Whether a gradient says no more than that it is bad.
    static boolean isLeast(double gradient) {
        return gradient <= LEAST_GRADIENT;
    }
}
