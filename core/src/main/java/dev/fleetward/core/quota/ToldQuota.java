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
/// difference, only by what no open call can still take, and never above its size, because what the
/// provider said is older than what we admitted since.
final class ToldQuota {
    /// How many surprises are remembered.
    static final int SURPRISES = 32;

    /// A 429 with more than this much of every limit free is a surprise.
    static final int ROOM_PERCENT = 20;

    private static final int RAISED_PART = 8;

    private final List<Dimension> dimensions;
    private final ArrayDeque<Surprise> recent = new ArrayDeque<>();
    private long surprises;
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
        boolean mayRaise = !signal.rateLimited();
        take(dimensions.get(0), signal.requests(), mayRaise, nowNanos);
        take(dimensions.get(1), signal.tokens(), mayRaise, nowNanos);
        take(dimensions.get(2), signal.input(), mayRaise, nowNanos);
        take(dimensions.get(3), signal.output(), mayRaise, nowNanos);
    }

    private void take(Dimension it, Reading reading, boolean mayRaise, long nowNanos) {
        RateLimit limit = it.limit;
        it.foreign.observe(reading, limit.debited(), nowNanos);
        if (reading.limit() >= 0 && reading.limit() != it.told) {
            it.told = reading.limit();
            if (limit.enforced() && it.told != limit.limit()) {
                Surprise.Kind kind = Surprise.Kind.LIMIT_DIFFERS;
                add(new Surprise(kind, limit.name(), nowNanos, limit.limit(), it.told));
            }
        }
        if (!limit.enforced() || reading.remaining() < 0) {
            return;
        }
        limit.lower(reading.remaining(), nowNanos);
        long more = reading.remaining() - limit.held() - limit.level(nowNanos);
        if (mayRaise && more > 0) {
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
            add(
                    new Surprise(
                            Surprise.Kind.REFUSED_WITH_ROOM,
                            scarcest.limit.name(),
                            nowNanos,
                            least,
                            reading(signal, dimensions.indexOf(scarcest)).remaining()));
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

    private void add(Surprise surprise) {
        surprises++;
        if (recent.size() == SURPRISES) {
            recent.removeFirst();
        }
        recent.addLast(surprise);
    }

    long surprises() {
        return surprises;
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
