package dev.fleetward.core.quota;

/// How many tokens may be under way in a self-hosted pool, found from how its answers come, so that
/// waiting happens in the fair queue and not in the engine's. Confined to the lock of its desk.
///
/// The gradient limit of Netflix's concurrency-limits (`Gradient2Limit`), with tokens under way as
/// what is limited and two gradients instead of one round trip, because the time of a whole answer
/// is mostly its length:
/// 1. *waiting*: time to first token less the predicted prefill, held against what a call takes
///    that does not wait (prefill and two engine steps);
/// 2. *pace*: time per token after the first, held against its own long average.
///
/// The smaller gradient counts. Parameters are those of Gradient2 where it has them; but the limit
/// moves once per round of calls instead of with each, as a congestion window does, because here a
/// round takes seconds.
///
/// What a call takes that does not wait cannot be seen while the engine has a queue, and a queue
/// that lasts would pass for a slow engine. So now and then the limit is halved for two rounds, one
/// to empty the queue and one to measure, as Envoy's gradient controller and BBR do.
///
/// Invariants:
/// 1. `least ≤ limit ≤ most`.
/// 2. The limit does not move while less than half of it is in use: then calls say nothing of it.
final class AdaptiveLimit {
    private static final double TOLERANCE = 1.5;

    /// So many calls that were sent since the limit last moved decide on the next move. An answer
    /// comes seconds after the limit that let it in, and a limit that moved with each of them would
    /// swing.
    private static final int LEAST_SAMPLES = 10;

    private static final double LEAST_GRADIENT = 0.5;

    /// What the limit rises by while nothing waits, in calls of the usual size.
    private static final double QUEUE_CALLS = 4;

    /// And at least by this part of itself.
    private static final double QUEUE_PART = 0.1;

    private static final double SHORT = 2.0 / (10 + 1);
    private static final double LONG = 2.0 / (600 + 1);

    /// Where the long average has fallen so far behind, it is pulled along.
    private static final double STALE = 2;

    private static final double PULL = 0.95;

    /// A limit starts at this part of the most, and never falls below that one.
    private static final int STARTS_AT = 4;

    private static final int LEAST_PART = 20;

    /// Answers with fewer tokens say nothing of the pace.
    private static final long LEAST_OUTPUT = 8;

    private static final double KEPT_WHEN_OVERLOADED = 0.9;
    private static final long SAME_EVENT_NANOS = 1_000_000_000L;

    /// Rounds between two probes, and before the first.
    private static final int PROBE_EVERY = 30;

    private static final int FIRST_PROBE = 5;

    private enum Phase {
        /// The limit follows the gradients.
        FOLLOWING,
        /// Half the limit, until what waited in the engine is gone.
        DRAINING,
        /// Half the limit, and calls show how long prefill takes without a queue.
        MEASURING
    }

    private final PrefillFit prefill = new PrefillFit();
    private double most;
    private double least;
    private double limit;
    private double usualTokens;
    private Phase phase = Phase.FOLLOWING;
    private int roundsToProbe = FIRST_PROBE;
    private double before;
    private boolean moved;
    private long movedAt;
    private int samples;
    private int used;
    private double expectedSum;
    private double waitingSum;
    private double pace;
    private double longPace;
    private boolean overloaded;
    private long overloadedAt;

    /// @param most what the limit never rises above: what the engine's memory holds
    AdaptiveLimit(long most) {
        change(most);
        limit = Math.max(this.most / STARTS_AT, least);
    }

    /// Another most; the limit stands as far as it fits.
    final void change(long newMost) {
        most = Math.max(1, newMost);
        least = Math.max(1, most / LEAST_PART);
        limit = Math.clamp(limit, least, most);
    }

    /// In tokens.
    long limit() {
        return (long) limit;
    }

    /// Whether a call of that size may join `held` tokens under way. One always may run alone, so
    /// that a call larger than the limit does not wait for ever.
    boolean has(long held, long tokens) {
        return tokens == 0 || held == 0 || held + tokens <= limit;
    }

    /// A call ran to its end.
    ///
    /// @param held tokens under way, this call's included
    /// @param tokens what it held of them
    /// @param uncachedInput input that the engine had to read
    /// @param firstTokenNanos from sending; not 0
    /// @param lastTokenNanos from sending; 0 if unknown
    void sample(
            long held,
            long tokens,
            long uncachedInput,
            long output,
            long firstTokenNanos,
            long lastTokenNanos,
            long nowNanos) {
        boolean predicted = prefill.known();
        double expected = prefill.predict(uncachedInput);
        long sentAt = nowNanos - Math.max(firstTokenNanos, lastTokenNanos);
        boolean old = moved && sentAt - movedAt < 0;
        boolean light = phase == Phase.FOLLOWING && held < limit / 2;
        if (!predicted || light || (phase == Phase.MEASURING && !old)) {
            prefill.add(uncachedInput, firstTokenNanos);
        }
        usualTokens = smoothed(usualTokens, tokens, SHORT);
        if (!predicted) {
            return;
        }
        if (output >= LEAST_OUTPUT && lastTokenNanos > firstTokenNanos) {
            samplePace((double) (lastTokenNanos - firstTokenNanos) / (output - 1));
        }
        if (old) {
            return;
        }
        samples++;
        used += held >= limit / 2 ? 1 : 0;
        expectedSum += expected;
        waitingSum += Math.max(0, firstTokenNanos - expected);
        if (samples >= LEAST_SAMPLES) {
            endRound();
            beginRound(nowNanos);
        }
    }

    private void samplePace(double perToken) {
        pace = smoothed(pace, perToken, SHORT);
        longPace = smoothed(longPace, perToken, LONG);
        if (longPace > STALE * pace) {
            longPace *= PULL;
        }
    }

    private void endRound() {
        switch (phase) {
            case FOLLOWING -> {
                if (used * 2 >= samples) {
                    move();
                }
                if (--roundsToProbe <= 0) {
                    before = limit;
                    limit = Math.max(least, limit / 2);
                    phase = Phase.DRAINING;
                }
            }
            case DRAINING -> {
                prefill.fade();
                phase = Phase.MEASURING;
            }
            case MEASURING -> {
                limit = Math.clamp(before, least, most);
                roundsToProbe = PROBE_EVERY;
                phase = Phase.FOLLOWING;
            }
        }
    }

    private void move() {
        double unhindered = expectedSum / samples + 2 * pace;
        double gradient = gradient(unhindered, unhindered + waitingSum / samples);
        if (pace > 0) {
            gradient = Math.min(gradient, gradient(longPace, pace));
        }
        double more = Math.max(QUEUE_CALLS * usualTokens, limit * QUEUE_PART);
        limit = Math.clamp(limit * gradient + more, least, most);
    }

    /// From now on only calls that are sent under the limit as it is now say anything of it.
    private void beginRound(long nowNanos) {
        moved = true;
        movedAt = nowNanos;
        samples = 0;
        used = 0;
        expectedSum = 0;
        waitingSum = 0;
    }

    private static double gradient(double usual, double now) {
        return now <= 0 ? 1 : Math.clamp(TOLERANCE * usual / now, LEAST_GRADIENT, 1);
    }

    private static double smoothed(double average, double sample, double part) {
        return average == 0 ? sample : average + (sample - average) * part;
    }

    /// The engine refused a call or let it time out. Many of these at once are one event.
    void overloaded(long nowNanos) {
        if (overloaded && nowNanos - overloadedAt < SAME_EVENT_NANOS) {
            return;
        }
        overloaded = true;
        overloadedAt = nowNanos;
        limit = Math.max(least, limit * KEPT_WHEN_OVERLOADED);
        beginRound(nowNanos);
    }
}
