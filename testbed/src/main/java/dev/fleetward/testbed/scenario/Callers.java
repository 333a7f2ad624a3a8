package dev.fleetward.testbed.scenario;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/// People and jobs that make calls. Each has a randomness of its own, so that the same seed asks
/// for the same under every policy. Confined to one thread.
final class Callers {
    /// How long a worker waits before it tries again what was refused.
    private static final long RETRY_NANOS = World.SECOND;

    private Callers() {}

    /// Calls at the points of a Poisson process whose rate follows the time of the simulation.
    ///
    /// @param rate calls a second at a time in seconds
    /// @param most what the rate never exceeds
    static void poisson(
            World world,
            DoubleUnaryOperator rate,
            double most,
            long untilNanos,
            Function<SplittableRandom, Wish> wishes,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        schedule(world, rate, most, untilNanos, wishes, random);
    }

    private static void schedule(
            World world,
            DoubleUnaryOperator rate,
            double most,
            long untilNanos,
            Function<SplittableRandom, Wish> wishes,
            SplittableRandom random) {
        double gap = -Math.log(1 - random.nextDouble()) / most;
        long at = world.timeline.now() + 1 + Math.round(gap * 1e9);
        if (at > untilNanos) {
            return;
        }
        world.timeline.at(
                at,
                () -> {
                    // Thinning: of the points at the highest rate so many are kept.
                    if (random.nextDouble() * most < rate.applyAsDouble(at / 1e9)) {
                        world.call(wishes.apply(random), journey -> {});
                    }
                    schedule(world, rate, most, untilNanos, wishes, random);
                });
    }

    /// A job: so many workers that each make a call as soon as their last one has ended, until
    /// `calls` are made or the time is over.
    static void job(
            World world,
            int workers,
            long calls,
            long untilNanos,
            Function<SplittableRandom, Wish> wishes,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] left = {calls};
        for (int i = 0; i < workers; i++) {
            work(world, left, untilNanos, wishes, random);
        }
    }

    private static void work(
            World world,
            long[] left,
            long untilNanos,
            Function<SplittableRandom, Wish> wishes,
            SplittableRandom random) {
        if (left[0] > 0 && world.timeline.now() < untilNanos) {
            left[0]--;
            attempt(world, left, untilNanos, wishes, random, wishes.apply(random));
        }
    }

    private static void attempt(
            World world,
            long[] left,
            long untilNanos,
            Function<SplittableRandom, Wish> wishes,
            SplittableRandom random,
            Wish wish) {
        world.call(
                wish,
                journey -> {
                    if (journey.completed()) {
                        work(world, left, untilNanos, wishes, random);
                    } else if (world.timeline.now() < untilNanos) {
                        world.timeline.after(
                                RETRY_NANOS,
                                () -> attempt(world, left, untilNanos, wishes, random, wish));
                    }
                });
    }
}
