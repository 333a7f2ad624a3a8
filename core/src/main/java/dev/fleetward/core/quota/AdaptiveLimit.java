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
/// The smaller gradient counts. Four things differ, because here a round takes seconds:
/// - The limit moves once per round of calls, as a congestion window does, and a round is as many
///   calls as fit under the limit: fewer are those that it let in first, which waited for each
///   other.
/// - It moves with the calls that end. It rises by a part of each, so that what it lets in does not
///   come to the engine as one burst of prompts and is taken for a queue. It falls by a part of
///   each, so that the rest still serves those whose turn it is (TCP's proportional rate reduction,
///   RFC 6937).
/// - Waiting lowers it by what waits, not by how many times longer a call takes.
/// - A single round moves it by half of what the gradient says, unless that is at its least.
///
/// What a call takes that does not wait cannot be seen while the engine has a queue, and a queue
/// that lasts would pass for a slow engine. So now and then the limit is lowered for two short
/// rounds, one to empty the queue and one to measure, as Envoy's gradient controller and BBR do.
///
/// An unstreamed answer does not say when its first token came. All of its time less the predicted
/// prefill, by its tokens, is its pace and a part of its waiting, small if the answer is long: so
/// long ones teach the pace, and pools without streams are limited by it alone. That lets calls
/// wait in the engine for up to about half of an answer's time, where streams bring it down to
/// about a prefill.
///
/// Invariants:
/// 1. `least ≤ limit, goal ≤ most`.
/// 2. The goal does not rise while less than half of the limit is in use: then calls say nothing of
///    it. It falls, to what is in use, only if even that clearly waits.
final class AdaptiveLimit {
    /// At least so many calls that were sent since the limit last moved decide on the next move. An
    /// answer comes seconds after the limit that let it in, and a limit that moved with each of
    /// them would swing.
    private static final int LEAST_SAMPLES = 10;

    /// Below this gradient calls clearly wait.
    private static final double CLEAR_GRADIENT = 0.75;

    /// More say nothing new.
    private static final int MOST_SAMPLES = 100;

    /// The part of the way that one round moves the limit.
    private static final double SMOOTHING = 0.5;

    /// What the limit rises by while nothing waits, in calls of the usual size.
    private static final double QUEUE_CALLS = 1;

    /// And at least by this part of itself.
    private static final double QUEUE_PART = 0.05;

    /// A call that ends makes room for itself and for this part of itself, while the limit rises.
    private static final double RISES_BY = 0.25;

    /// And makes room for all of itself but this part, while the limit falls.
    private static final double FALLS_BY = 0.5;

    private static final double SHORT = 2.0 / (10 + 1);
    private static final double LONG = 2.0 / (600 + 1);

    /// Where the long average has fallen so far behind, it is pulled along.
    private static final double STALE = 2;

    private static final double PULL = 0.95;

    /// A limit starts at this part of the most.
    private static final int STARTS_AT = 4;

    /// It never falls below this part of the most, or so many calls of the usual size, whichever is
    /// less.
    private static final int LEAST_PART = 20;

    private static final int LEAST_CALLS = 8;

    /// Answers with fewer tokens say nothing of the pace.
    private static final long LEAST_OUTPUT = 8;

    /// The same of those that were not streamed.
    private static final long LEAST_UNSTREAMED_OUTPUT = 64;

    private static final double KEPT_WHEN_OVERLOADED = 0.9;
    private static final long SAME_EVENT_NANOS = 1_000_000_000L;

    /// Rounds between two probes, and before the first.
    private static final int PROBE_EVERY = 20;

    private static final int FIRST_PROBE = 5;

    /// What a probe leaves of the limit.
    private static final double PROBE_PART = 0.7;

    /// The same of the first, which knows nothing of the engine.
    private static final double FIRST_PROBE_PART = 0.5;

    /// Below this gradient the limit falls by itself, and a probe would measure a queue.
    private static final double PROBED_GRADIENT = 0.9;

    private enum Phase {
        /// The limit follows the gradients.
        FOLLOWING,
        /// A lower limit, until what waited in the engine is gone.
        DRAINING,
        /// A lower limit, and calls show how long prefill takes without a queue.
        MEASURING
    }

    private final PrefillFit prefill = new PrefillFit();
    private double most;
    private double least;
    private double limit;
    private double goal;
    private double usualTokens;
    private Phase phase = Phase.FOLLOWING;
    private int roundsToProbe = FIRST_PROBE;
    private double before;
    private boolean moved;
    private long movedAt;
    private boolean probed;
    private double held;
    private LimitRound round = new LimitRound();
    private double pace;
    private double longPace;
    private boolean overloaded;
    private long overloadedAt;

    /// @param most what the limit never rises above: what the engine's memory holds
    AdaptiveLimit(long most) {
        change(most);
        limit = Math.max(this.most / STARTS_AT, least);
        goal = limit;
    }

    /// Another most; the limit stands as far as it fits.
    final void change(long newMost) {
        most = Math.max(1, newMost);
        changeLeast();
        limit = Math.clamp(limit, least, most);
        goal = Math.clamp(goal, least, most);
    }

    private void changeLeast() {
        double part = most / LEAST_PART;
        double calls = usualTokens == 0 ? part : usualTokens * LEAST_CALLS;
        least = Math.max(1, Math.min(part, calls));
        limit = Math.max(limit, least);
        goal = Math.max(goal, least);
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

    /// A call ended, whatever it shows: to be told after what it showed.
    void ended(long tokens, long nowNanos) {
        if (limit > goal) {
            limit = Math.max(goal, limit - FALLS_BY * tokens);
            movedAt = nowNanos;
        } else {
            limit = Math.min(goal, limit + RISES_BY * tokens);
        }
        round.addEnded();
    }

    /// A call ran to its end.
    ///
    /// @param allHeld tokens under way, this call's included
    /// @param tokens what it held of them
    /// @param uncachedInput input that the engine had to read
    /// @param firstTokenNanos from sending; 0 if unknown
    /// @param lastTokenNanos from sending; 0 if unknown
    void sample(
            long allHeld,
            long tokens,
            long uncachedInput,
            long output,
            long firstTokenNanos,
            long lastTokenNanos,
            long nowNanos) {
        held = allHeld;
        long sentAt = nowNanos - Math.max(firstTokenNanos, lastTokenNanos);
        boolean old = moved && sentAt - movedAt < 0;
        boolean predicted = prefill.known();
        double expected = prefill.predict(uncachedInput);
        boolean streamed = firstTokenNanos > 0;
        boolean paced =
                streamed
                        ? predicted && output >= LEAST_OUTPUT && lastTokenNanos > firstTokenNanos
                        : output >= LEAST_UNSTREAMED_OUTPUT && lastTokenNanos > expected;
        boolean light = phase == Phase.FOLLOWING && held < limit / 2;
        if (streamed && (!predicted || light || (phase == Phase.MEASURING && !old))) {
            prefill.add(uncachedInput, firstTokenNanos);
        }
        usualTokens = smoothed(usualTokens, tokens, SHORT);
        changeLeast();
        if (paced) {
            double decoding = lastTokenNanos - (streamed ? firstTokenNanos : expected);
            samplePace(decoding / (output - 1));
        }
        if (old || (streamed ? !predicted : !paced)) {
            return;
        }
        round.add(held, held >= limit / 2);
        if (streamed) {
            round.addTimes(expected, firstTokenNanos, lastTokenNanos);
        }
        if (round.samples() >= LEAST_SAMPLES && round.calls() >= wholeRound()) {
            endRound();
            beginRound(nowNanos);
        }
    }

    /// So many calls make a round.
    private double wholeRound() {
        return phase == Phase.FOLLOWING
                ? Math.min(MOST_SAMPLES, limit / Math.max(1, usualTokens))
                : LEAST_SAMPLES;
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
                boolean busy = round.isBusy();
                double inUse = busy ? limit : Math.min(limit, round.meanHeld());
                double gradient = round.gradient(pace, longPace);
                move(gradient, busy, inUse);
                // Calls of a limit that is not in use show prefill as it is; but the first ones may
                // have come to an engine that had a queue already.
                roundsToProbe -= busy || !probed ? 1 : 0;
                if (roundsToProbe <= 0 && gradient >= PROBED_GRADIENT) {
                    before = limit;
                    aim(inUse * (probed ? PROBE_PART : FIRST_PROBE_PART));
                    phase = Phase.DRAINING;
                }
            }
            case DRAINING -> {
                if (probed) {
                    prefill.fade();
                } else {
                    prefill.forget();
                }
                phase = Phase.MEASURING;
            }
            case MEASURING -> {
                aim(before);
                longPace = Math.min(longPace, pace / PROBE_PART);
                probed = true;
                roundsToProbe = PROBE_EVERY;
                phase = Phase.FOLLOWING;
            }
        }
    }

    /// @param inUse the limit if it is in use, else what is
    private void move(double gradient, boolean busy, double inUse) {
        if (!busy && gradient >= CLEAR_GRADIENT) {
            return;
        }
        double more = Math.max(QUEUE_CALLS * usualTokens, inUse * QUEUE_PART);
        double to = inUse * gradient + more;
        double next = LimitRound.isLeast(gradient) ? to : smoothed(inUse, to, SMOOTHING);
        // On its way up it goes on to where it was going while nothing speaks against that.
        aim(gradient == 1 ? Math.max(goal, next) : next);
    }

    private void aim(double to) {
        goal = Math.clamp(to, least, most);
        limit = Math.min(limit, Math.max(goal, held));
    }

    /// From now on only calls that are sent under the limit as it is now say anything of it.
    private void beginRound(long nowNanos) {
        moved = true;
        movedAt = nowNanos;
        round = new LimitRound();
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
        aim(limit * KEPT_WHEN_OVERLOADED);
        beginRound(nowNanos);
    }
}
