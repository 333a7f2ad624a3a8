package dev.fleetward.core.quota;

import dev.fleetward.core.quota.ProviderSignal.Reading;
import dev.fleetward.core.view.PoolLearning.Surprise;
import dev.fleetward.core.view.PoolLearning.ToldLimit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// What a provider says of one pool's limits, held against our own books. Confined to the lock of
/// its desk.
///
/// A limit is lowered to what the provider says is left at once. It is raised only by a part of the
/// difference, only by what no call can have taken that was under way since the answered one was
/// sent, and never above its size, because what the provider said is older than what we admitted
/// since.
final class ToldQuota {
    /// How many surprises are remembered.
    static final int SURPRISES = 32;

    /// A 429 with more than this much of every limit free is a surprise.
    static final int ROOM_PERCENT = 20;

    private static final int RAISED_PART = 8;

    private final List<Dimension> dimensions;
    private final ArrayDeque<Surprise> recent = new ArrayDeque<>();
    private long refusedWithRoom;
    private long limitsDiffered;
    private long newestNanos = Long.MIN_VALUE;

    /// One limit and what was said of it.
    private static final class Dimension {
        RateLimit limit;
        final ForeignUse foreign = new ForeignUse();
        long told = ProviderSignal.UNKNOWN;

        Dimension(RateLimit limit) {
            this.limit = limit;
        }
    }

    ToldQuota(RateLimit requests, RateLimit tokens, RateLimit input, RateLimit output) {
        dimensions =
                List.of(
                        new Dimension(requests),
                        new Dimension(tokens),
                        new Dimension(input),
                        new Dimension(output));
    }

    /// The pool counts otherwise from now on.
    void replace(RateLimit requests, RateLimit tokens) {
        dimensions.get(0).limit = requests;
        dimensions.get(1).limit = tokens;
    }

    /// Takes a signal in; one that is older than another is not looked at.
    void take(ProviderSignal signal, long nowNanos) {
        if (newestNanos != Long.MIN_VALUE && signal.readNanos() - newestNanos < 0) {
            return;
        }
        newestNanos = signal.readNanos();
        take(dimensions.get(0), signal.requests(), signal, nowNanos);
        take(dimensions.get(1), signal.tokens(), signal, nowNanos);
        take(dimensions.get(2), signal.input(), signal, nowNanos);
        take(dimensions.get(3), signal.output(), signal, nowNanos);
    }

    /// Takes in how full the provider's bucket of tokens is, as [#take] does before it.
    void takeUtilization(ProviderSignal signal, long nowNanos) {
        RateLimit tokens = dimensions.get(1).limit;
        boolean older = newestNanos != Long.MIN_VALUE && signal.readNanos() - newestNanos < 0;
        if (older || signal.utilization() < 0 || !tokens.enforced()) {
            return;
        }
        double used = (double) signal.utilization() / ProviderSignal.FULL;
        long remaining = tokens.size() - (long) Math.ceil(tokens.size() * used);
        tokens.lower(remaining, nowNanos);
        raise(tokens, remaining, signal, nowNanos);
    }

    private void take(Dimension it, Reading reading, ProviderSignal signal, long nowNanos) {
        RateLimit limit = it.limit;
        it.foreign.observe(reading, limit.debited(), nowNanos);
        if (reading.limit() >= 0 && reading.limit() != it.told) {
            it.told = reading.limit();
            if (limit.enforced() && it.told != limit.limit()) {
                limitsDiffered++;
                add(Surprise.Kind.LIMIT_DIFFERS, limit.name(), nowNanos, limit.limit(), it.told);
            }
        }
        if (!limit.enforced() || reading.remaining() < 0) {
            return;
        }
        // Rounded to the nearest: taken for too low, it would drain a small limit answer by answer.
        limit.lower(reading.remaining() + reading.step() / 2, nowNanos);
        raise(limit, reading.remaining(), signal, nowNanos);
    }

    private static void raise(
            RateLimit limit, long remaining, ProviderSignal signal, long nowNanos) {
        long atStake = limit.atStakeSince(signal.sentNanos(), nowNanos);
        if (signal.rateLimited() || atStake == Long.MAX_VALUE) {
            return;
        }
        long more = remaining - atStake - limit.level(nowNanos);
        if (more > 0) {
            limit.raise(Math.max(1, more / RAISED_PART), nowNanos);
        }
    }

    /// Looks, before a 429 is taken in, whether our own books had room. Without a limit there are
    /// no books.
    void judgeRefusal(ProviderSignal signal, long nowNanos) {
        Dimension scarcest = null;
        long least = Long.MAX_VALUE;
        for (Dimension each : dimensions) {
            if (each.limit.enforced() && each.limit.size() > 0) {
                long percent = percent(each.limit.level(nowNanos), each.limit.size());
                if (percent < least) {
                    least = percent;
                    scarcest = each;
                }
            }
        }
        if (scarcest != null && least > ROOM_PERCENT) {
            refusedWithRoom++;
            add(
                    Surprise.Kind.REFUSED_WITH_ROOM,
                    scarcest.limit.name(),
                    nowNanos,
                    least,
                    reading(signal, dimensions.indexOf(scarcest)).remaining());
        }
    }

    private static Reading reading(ProviderSignal signal, int dimension) {
        return switch (dimension) {
            case 0 -> signal.requests();
            case 1 -> signal.tokens();
            case 2 -> signal.input();
            default -> signal.output();
        };
    }

    private static long percent(long part, long whole) {
        return DominantShare.of(part, whole) / (DominantShare.WHOLE / 100);
    }

    private void add(Surprise.Kind kind, String bucket, long nowNanos, long ours, long theirs) {
        if (recent.size() == SURPRISES) {
            recent.removeFirst();
        }
        long number = refusedWithRoom + limitsDiffered;
        recent.addLast(new Surprise(number, kind, bucket, nowNanos, ours, theirs));
    }

    /// 429s since start that came while every limit had room.
    long refusedWithRoom() {
        return refusedWithRoom;
    }

    /// How often since start a provider named another limit than the configured one.
    long limitsDiffered() {
        return limitsDiffered;
    }

    List<Surprise> recent() {
        return List.copyOf(recent);
    }

    /// The limits that the provider spoke of.
    List<ToldLimit> limits(long nowNanos) {
        List<ToldLimit> limits = new ArrayList<>();
        for (Dimension each : dimensions) {
            if (each.told >= 0) {
                limits.add(
                        new ToldLimit(
                                each.limit.name(),
                                each.limit.limit(),
                                each.told,
                                each.foreign.perMinute(nowNanos)));
            }
        }
        return limits;
    }
}
