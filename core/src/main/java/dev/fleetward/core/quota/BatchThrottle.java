package dev.fleetward.core.quota;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.view.QuotaView.ThrottleView;
import org.jspecify.annotations.Nullable;

/// Holds back batch and background calls of a pool while its more urgent calls miss their time to
/// first token ([BreachThrottle] says how far). Only what they borrow is held back, never what a
/// reservation covers. Confined to the lock of its desk.
final class BatchThrottle {
    /// What may come at once of what is allowed per minute.
    private static final long BURST_NANOS = 5_000_000_000L;

    private final BreachThrottle breach;
    private final TokenBucket allowedRate;
    private long allowedAtOnce = DominantShare.WHOLE;
    private long atOnce;
    private @Nullable CallClass missing;

    BatchThrottle(long nowNanos) {
        breach = new BreachThrottle(nowNanos);
        allowedRate =
                new TokenBucket("throttle", DominantShare.WHOLE, BURST_NANOS, false, nowNanos);
    }

    static boolean isThrottled(CallClass callClass) {
        return switch (callClass) {
            case INTERACTIVE, STANDARD -> false;
            case BATCH, BACKGROUND -> true;
        };
    }

    /// In parts per million.
    long allowed(long nowNanos) {
        return breach.allowed(nowNanos);
    }

    /// Whether a call of this class and size has to wait although there is room.
    boolean holdsBack(CallClass callClass, long rate, long partAtOnce, long nowNanos) {
        if (!isThrottled(callClass)) {
            return false;
        }
        adopt(breach.allowed(nowNanos), nowNanos);
        if (allowedAtOnce == DominantShare.WHOLE) {
            return false;
        }
        boolean tooMany = atOnce > 0 && atOnce + partAtOnce > allowedAtOnce;
        return tooMany || !allowedRate.has(Math.min(rate, allowedRate.size()), nowNanos);
    }

    private void adopt(long allowedPpm, long nowNanos) {
        long parts = DominantShare.WHOLE / BreachThrottle.WHOLE_PPM * allowedPpm;
        if (parts != allowedAtOnce) {
            allowedAtOnce = parts;
            allowedRate.change(parts, BURST_NANOS, nowNanos);
        }
    }

    void hold(CallClass callClass, long rate, long partAtOnce, long nowNanos) {
        if (isThrottled(callClass)) {
            allowedRate.hold(rate, nowNanos);
            allowedRate.settle(rate, rate, nowNanos);
            atOnce += partAtOnce;
        }
    }

    /// @param objectiveNanos what the call was promised for its first token, waiting included; 0
    ///   for nothing
    void ended(FairLease lease, Settlement settlement, long objectiveNanos, long nowNanos) {
        CallClass callClass = lease.ask.who().callClass();
        if (isThrottled(callClass)) {
            atOnce -= lease.atOnce;
        } else if (settlement.firstTokenNanos() > 0) {
            long took = lease.waitedNanos + settlement.firstTokenNanos();
            observe(callClass, took, objectiveNanos, nowNanos);
        } else if (settlement.sent() && settlement.ending() == Settlement.Ending.OVERLOADED) {
            observe(callClass, BreachThrottle.NEVER, objectiveNanos, nowNanos);
        } else if (settlement.tokenlessNanos() > 0
                && lease.waitedNanos + settlement.tokenlessNanos() > objectiveNanos) {
            // However it ended, its token was late by then; of one that ended sooner nobody knows.
            observe(callClass, BreachThrottle.NEVER, objectiveNanos, nowNanos);
        }
    }

    /// A call was refused because its turn did not come, or would not have come, within so long. It
    /// says nothing where its caller was less patient than its objective.
    void refused(CallClass callClass, long waitNanos, long objectiveNanos, long nowNanos) {
        if (!isThrottled(callClass) && waitNanos > objectiveNanos) {
            observe(callClass, BreachThrottle.NEVER, objectiveNanos, nowNanos);
        }
    }

    private void observe(
            CallClass callClass, long firstTokenNanos, long objectiveNanos, long nowNanos) {
        if (objectiveNanos > 0 && firstTokenNanos > objectiveNanos) {
            missing = callClass;
        }
        breach.observe(firstTokenNanos, objectiveNanos, nowNanos);
    }

    ThrottleView view(long nowNanos) {
        int allowed = (int) breach.allowed(nowNanos);
        boolean open = allowed >= BreachThrottle.WHOLE_PPM;
        CallClass late = missing;
        return open || late == null
                ? new ThrottleView(allowed, null)
                : new ThrottleView(allowed, late.label());
    }
}
