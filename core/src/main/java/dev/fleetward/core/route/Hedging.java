package dev.fleetward.core.route;

import dev.fleetward.core.unit.Percent;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// When a stream of one route whose first token is late is asked for a second time elsewhere, and
/// how often ("The Tail at Scale", Dean and Barroso 2013, hedged requests). Thread-safe; every
/// method holds a short lock, and only routes that hedge have one of these.
///
/// 1. Late is longer than [#LATE_PERCENT] of the route's own first tokens took lately. Until
///    [#FEWEST_SAMPLES] are known nothing is late.
/// 2. Input tokens of hedges are at most the declared share of the input tokens of the route's
///    calls, over any time since the start. At most [#MOST_SAVED_TOKENS] are saved up.
/// 3. While more than [#MOST_RATE_LIMITED_PERCENT] of the route's recent attempts were answered
///    with 429, nothing is hedged: the provider has no room for what is asked already.
/// 4. While it is suspended nothing is hedged; what a hedge would need is learned all the same.
public final class Hedging {
    /// A first token is late when it takes longer than so many of them did.
    public static final int LATE_PERCENT = 95;

    /// First tokens that must be known before any is late.
    public static final int FEWEST_SAMPLES = 100;

    /// Input tokens of hedges that can be saved up.
    public static final long MOST_SAVED_TOKENS = 1_000_000;

    /// Of recent attempts that were rate limited.
    public static final int MOST_RATE_LIMITED_PERCENT = 1;

    /// When so many are counted, all counts are halved: what is remembered reaches over the last
    /// one to two windows.
    static final int WINDOW = 1_000;

    private static final long PARTS = 1_000_000;

    /// Bins that grow by a twentieth from a millisecond on reach past ten minutes.
    private static final double GROWTH = 1.05;

    private static final int BINS = 280;
    private static final double LOG_GROWTH = Math.log(GROWTH);
    private static final double FIRST_BIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int SAMPLES_PER_RECKONING = 20;

    private long sharePartsPerMillion;
    private long savedParts;
    private final int[] bins = new int[BINS];
    private int samples;
    private int sinceReckoned;
    private int attempts;
    private int rateLimited;
    private boolean suspended;
    private volatile long lateNanos = Long.MAX_VALUE;

    /// @param extraInput input tokens of hedges as a share of all input tokens
    public Hedging(Percent extraInput) {
        adopt(extraInput, false);
    }

    /// Changes the share, and whether it is suspended. What is saved and known stands.
    public final synchronized void adopt(Percent extraInput, boolean suspend) {
        sharePartsPerMillion = extraInput.partsPerMillion();
        suspended = suspend;
    }

    /// How long after it was sent a first token is late; [Long#MAX_VALUE] while nothing is.
    public long lateAfterNanos() {
        return lateNanos;
    }

    /// A call of the route was sent for the first time.
    public synchronized void called(long inputTokens) {
        long most = MOST_SAVED_TOKENS * PARTS;
        long earned = Math.min(Math.max(inputTokens, 0), MOST_SAVED_TOKENS) * sharePartsPerMillion;
        savedParts = Math.min(savedParts + earned, most);
    }

    /// The first token of a first attempt came, or was waited for so long in vain.
    ///
    /// @param nanos since it was sent
    public synchronized void firstToken(long nanos) {
        bins[bin(nanos)]++;
        samples++;
        sinceReckoned++;
        if (samples >= 2 * WINDOW) {
            halve();
        }
        if (sinceReckoned >= SAMPLES_PER_RECKONING && samples >= FEWEST_SAMPLES) {
            sinceReckoned = 0;
            lateNanos = reckonLate();
        }
    }

    /// An attempt of the route ended.
    public synchronized void ended(boolean wasRateLimited) {
        attempts++;
        rateLimited += wasRateLimited ? 1 : 0;
        if (attempts >= 2 * WINDOW) {
            attempts /= 2;
            rateLimited /= 2;
        }
    }

    /// Takes a hedge of so many input tokens out of the budget; false if it may not be.
    public synchronized boolean tryTake(long inputTokens) {
        long parts = Math.max(inputTokens, 1) * PARTS;
        boolean limited = rateLimited * 100L > (long) attempts * MOST_RATE_LIMITED_PERCENT;
        if (suspended || limited || inputTokens > MOST_SAVED_TOKENS || savedParts < parts) {
            return false;
        }
        savedParts -= parts;
        return true;
    }

    /// A hedge that was taken and never sent.
    public synchronized void giveBack(long inputTokens) {
        savedParts =
                Math.min(savedParts + Math.max(inputTokens, 1) * PARTS, MOST_SAVED_TOKENS * PARTS);
    }

    private void halve() {
        for (int i = 0; i < BINS; i++) {
            bins[i] /= 2;
        }
        samples = Arrays.stream(bins).sum();
    }

    private static int bin(long nanos) {
        if (nanos <= FIRST_BIN_NANOS) {
            return 0;
        }
        return (int) Math.min(BINS - 1, Math.ceil(Math.log(nanos / FIRST_BIN_NANOS) / LOG_GROWTH));
    }

    /// The upper edge of the bin in which the percentile lies, so that it errs towards late.
    private long reckonLate() {
        long wanted = Math.ceilDiv((long) samples * LATE_PERCENT, 100);
        long seen = 0;
        for (int i = 0; i < BINS; i++) {
            seen += bins[i];
            if (seen >= wanted) {
                return (long) (FIRST_BIN_NANOS * Math.pow(GROWTH, i));
            }
        }
        return Long.MAX_VALUE;
    }
}
