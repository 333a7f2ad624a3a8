package dev.fleetward.core.quota;

/// How much batch and background work may be admitted while a more urgent class misses its first
/// token: halved for each period in which more than a twentieth of its calls were late, and given
/// back in equal steps for each period in which they were not. Confined to its owner.
///
/// Invariant: the allowed part is between [#LEAST_PPM] and [#WHOLE_PPM]. A class without calls
/// misses nothing, so the throttle opens by itself.
final class BreachThrottle {
    static final long WHOLE_PPM = 1_000_000;

    /// What is always allowed, so that less urgent work never stops.
    static final long LEAST_PPM = 20_000;

    /// For a call that got no first token because there was too much to do.
    static final long NEVER = Long.MAX_VALUE;

    static final long PERIOD_NANOS = 5_000_000_000L;

    /// What is given back in each period.
    static final long STEP_PPM = 50_000;

    /// More late calls than this burn the objective: it is one for 95 of 100.
    private static final int LATE_PERCENT = 5;

    /// A single late call is no breach.
    private static final int LEAST_LATE = 2;

    private long allowed = WHOLE_PPM;
    private long periodBegan;
    private long calls;
    private long late;

    BreachThrottle(long nowNanos) {
        periodBegan = nowNanos;
    }

    /// A call of the urgent class got its first token, or was given up for lack of it: then
    /// `firstTokenNanos` is [#NEVER].
    ///
    /// @param objectiveNanos 0 where there is none; then the call says nothing
    /// @return the allowed part of less urgent work, in parts per million
    long observe(long firstTokenNanos, long objectiveNanos, long nowNanos) {
        long now = allowed(nowNanos);
        if (objectiveNanos > 0) {
            calls++;
            late += firstTokenNanos > objectiveNanos ? 1 : 0;
        }
        return now;
    }

    /// In parts per million.
    long allowed(long nowNanos) {
        long periods = (nowNanos - periodBegan) / PERIOD_NANOS;
        if (periods <= 0) {
            return allowed;
        }
        periodBegan += periods * PERIOD_NANOS;
        long calm = periods;
        if (late >= LEAST_LATE && late * 100 > calls * LATE_PERCENT) {
            allowed = Math.max(LEAST_PPM, allowed / 2);
            calm--;
        }
        calls = 0;
        late = 0;
        long steps = Math.min(calm, WHOLE_PPM / STEP_PPM);
        allowed = Math.min(WHOLE_PPM, allowed + steps * STEP_PPM);
        return allowed;
    }
}
