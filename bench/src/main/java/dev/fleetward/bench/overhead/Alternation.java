package dev.fleetward.bench.overhead;

import java.io.IOException;
import java.util.Locale;

/// Measures two checkouts in short slices that alternate, so that what the machine does meanwhile
/// hits both slices of a pair alike. Who goes first changes from pair to pair, so that a drift
/// favours neither. Confined to the measuring thread.
final class Alternation {
    private final Plan plan;
    private final Measures measures;
    private final Subject before;
    private final Subject now;
    private final Pairs pairs;

    Alternation(Plan plan, Measures measures, Subject before, Subject now, Pairs pairs) {
        this.plan = plan;
        this.measures = measures;
        this.before = before;
        this.now = now;
        this.pairs = pairs;
    }

    private interface Slice<T> {
        T of(Subject subject) throws IOException, InterruptedException;
    }

    private record Both<T>(T before, T now) {}

    /// The pairs of one round. Both are warm.
    void round() throws IOException, InterruptedException {
        for (int i = 0; i < plan.pairs(); i++) {
            Both<Double> chunk = both(i, measures::chunkSlice);
            pairs.add(Measure.CPU_CHUNK, chunk.before(), chunk.now());
            tell(Measure.CPU_CHUNK);
        }
        for (int i = 0; i < plan.pairs(); i++) {
            Both<Measures.UnaryCost> one = both(i, s -> measures.unary(s, 1, plan.slice()));
            pairs.add(Measure.CPU_UNARY_1, one.before().cpuMicros(), one.now().cpuMicros());
            tell(Measure.CPU_UNARY_1);
        }
        for (int i = 0; i < plan.pairs(); i++) {
            Both<Measures.UnaryCost> many = both(i, s -> measures.unary(s, 32, plan.slice()));
            pairs.add(Measure.CPU_UNARY_32, many.before().cpuMicros(), many.now().cpuMicros());
            pairs.add(Measure.RATE_32, many.before().perSecond(), many.now().perSecond());
            tell(Measure.CPU_UNARY_32);
        }
    }

    private <T> Both<T> both(int pair, Slice<T> slice) throws IOException, InterruptedException {
        if (pair % 2 == 0) {
            T first = slice.of(before);
            return new Both<>(first, slice.of(now));
        }
        T first = slice.of(now);
        return new Both<>(slice.of(before), first);
    }

    private void tell(Measure measure) {
        Pairs.Pair last = pairs.of(measure).getLast();
        System.err.printf(
                Locale.ROOT,
                "%s, pair %d: %.2f and %.2f %s, ratio %.3f%n",
                measure.title(),
                pairs.of(measure).size(),
                last.before(),
                last.now(),
                measure.unit(),
                last.ratio());
    }
}
