package dev.fleetward.core.quota;

import dev.fleetward.core.quota.ProviderSignal.Reading;
import java.util.Arrays;

/// What others use of one limit of a pool: the provider's remaining quota falls faster than our own
/// debits explain. Compared over windows and with sign, because the provider debits at other
/// moments than we do and such differences cancel out. Where the provider's quota was full in
/// between, what others used cannot be seen; so this is a lower bound. Confined to the lock of its
/// desk.
final class ForeignUse {
    /// Two readings are compared at least so far apart.
    static final long WINDOW_NANOS = 10_000_000_000L;

    /// Use is steady if it shows over so many windows, and in most of them.
    static final int WINDOWS = 6;

    private static final int MOST_OF_THEM = 4;

    /// Readings further apart than this are not compared.
    private static final long STALE_NANOS = 2 * RateLimit.MINUTE;

    /// Use below this part of the limit is noise.
    private static final int NOISE_PERCENT = 2;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MILLIS_PER_MINUTE = 60_000;

    private final long[] tokens = new long[WINDOWS];
    private final long[] millis = new long[WINDOWS];
    private int next;
    private int known;
    private boolean begun;
    private long lastNanos;
    private long lastRemaining;
    private long lastDebited;
    private long noise;

    /// @param reading with limit and remaining, else it is not looked at
    /// @param debited all that our books ever took from this limit, net of what came back
    void observe(Reading reading, long debited, long nowNanos) {
        if (reading.limit() < 0 || reading.remaining() < 0) {
            return;
        }
        long passed = nowNanos - lastNanos;
        if (!begun || passed > STALE_NANOS) {
            restart();
        } else if (passed < WINDOW_NANOS) {
            return;
        } else {
            long passedMillis = passed / NANOS_PER_MILLI;
            long refilled = reading.limit() * passedMillis / MILLIS_PER_MINUTE;
            long expected = lastRemaining + refilled - (debited - lastDebited);
            tokens[next] = Math.min(reading.limit(), expected) - reading.remaining();
            millis[next] = passedMillis;
            next = (next + 1) % WINDOWS;
            known = Math.min(WINDOWS, known + 1);
            noise = Math.max(2 * reading.step(), reading.limit() * NOISE_PERCENT / 100);
        }
        begun = true;
        lastNanos = nowNanos;
        lastRemaining = reading.remaining();
        lastDebited = debited;
    }

    /// Tokens (or requests) a minute, or 0.
    long perMinute(long nowNanos) {
        if (known < WINDOWS || nowNanos - lastNanos > STALE_NANOS) {
            return 0;
        }
        long sum = 0;
        long time = 0;
        int positive = 0;
        for (int i = 0; i < WINDOWS; i++) {
            sum += tokens[i];
            time += millis[i];
            positive += tokens[i] > 0 ? 1 : 0;
        }
        if (positive < MOST_OF_THEM || sum <= noise) {
            return 0;
        }
        long rate = sum * MILLIS_PER_MINUTE / time;
        return rate <= noise ? 0 : rate;
    }

    private void restart() {
        known = 0;
        next = 0;
        Arrays.fill(tokens, 0);
        Arrays.fill(millis, 0);
    }
}
