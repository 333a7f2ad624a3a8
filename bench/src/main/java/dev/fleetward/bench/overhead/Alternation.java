package dev.fleetward.bench.overhead;

import java.io.IOException;
import java.util.Locale;

/// Measures two checkouts in short slices that alternate, so that what the machine does meanwhile
/// hits both slices of a pair alike. Who goes first changes from pair to pair, so that a drift
/// favours neither. Each round has processes of its own, which have done the same before: what the
/// compiler makes of the same code differs from process to process. Confined to the measuring
/// thread.
final class Alternation {
    /// Streams are longer in getting cheap than [Measures#warmUp] is.
    private static final int UNCOUNTED_PAIRS = 3;

    private final Plan plan;
    private final Measures measures;
    private final Starter before;
    private final Starter now;
    private final Pairs pairs;

    Alternation(Plan plan, Measures measures, Starter before, Starter now, Pairs pairs) {
        this.plan = plan;
        this.measures = measures;
        this.before = before;
        this.now = now;
        this.pairs = pairs;
    }

    /// Starts a checkout's gateway.
    interface Starter {
        Subject start() throws IOException, InterruptedException;
    }

    private interface Slice<T> {
        T of(Subject subject) throws IOException, InterruptedException;
    }

    private record Both<T>(T before, T now) {}

    /// Starts both, warms them up and takes the pairs of one round.
    void round(int round) throws IOException, InterruptedException {
        try (Subject one = before.start();
                Subject other = now.start()) {
            measures.warmUp(one);
            measures.warmUp(other);
            Both<Subject> subjects = new Both<>(one, other);
            chunks(round, subjects);
            unary(round, subjects);
        }
    }

    private void chunks(int round, Both<Subject> subjects)
            throws IOException, InterruptedException {
        for (int i = 0; i < UNCOUNTED_PAIRS; i++) {
            Both<Double> _ = inTurns(i, subjects, measures::chunkSlice);
        }
        for (int i = 0; i < plan.pairs(); i++) {
            Both<Double> chunk = inTurns(i, subjects, measures::chunkSlice);
            pairs.add(Measure.CPU_CHUNK, round, chunk.before(), chunk.now());
            tell(Measure.CPU_CHUNK);
        }
    }

    private void unary(int round, Both<Subject> subjects) throws IOException, InterruptedException {
        for (int i = 0; i < plan.pairs(); i++) {
            Both<Measures.UnaryCost> one =
                    inTurns(i, subjects, s -> measures.unary(s, 1, plan.slice()));
            pairs.add(Measure.CPU_UNARY_1, round, one.before().cpuMicros(), one.now().cpuMicros());
            tell(Measure.CPU_UNARY_1);
        }
        for (int i = 0; i < plan.pairs(); i++) {
            Both<Measures.UnaryCost> many =
                    inTurns(i, subjects, s -> measures.unary(s, 32, plan.slice()));
            pairs.add(
                    Measure.CPU_UNARY_32, round, many.before().cpuMicros(), many.now().cpuMicros());
            pairs.add(Measure.RATE_32, round, many.before().perSecond(), many.now().perSecond());
            tell(Measure.CPU_UNARY_32);
        }
    }

    private static <T> Both<T> inTurns(int pair, Both<Subject> subjects, Slice<T> slice)
            throws IOException, InterruptedException {
        if (pair % 2 == 0) {
            T first = slice.of(subjects.before());
            return new Both<>(first, slice.of(subjects.now()));
        }
        T first = slice.of(subjects.now());
        return new Both<>(slice.of(subjects.before()), first);
    }

    private void tell(Measure measure) {
        Pairs.Pair last = pairs.of(measure).getLast();
        System.err.printf(
                Locale.ROOT,
                "%s, round %d: %.2f and %.2f %s, ratio %.3f%n",
                measure.title(),
                last.round(),
                last.before(),
                last.now(),
                measure.unit(),
                last.ratio());
    }
}
