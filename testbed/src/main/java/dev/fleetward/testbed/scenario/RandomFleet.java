package dev.fleetward.testbed.scenario;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.quota.Settlement.Ending;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.LongPrompts;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.engine.Neighbour;
import dev.fleetward.testbed.engine.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A fleet of which the seed decides everything: which limits its pool has, who shares it how, who
/// calls how often, hangs up, or is failed by the provider. It tells no story; it is for the
/// invariants of [Audit], which are checked after every event. Stateless.
public final class RandomFleet {
    private static final long SECONDS = 20;
    private static final int INPUT = 2_000;
    private static final int OUTPUT = 120;

    private static final Accounting[] PROVIDERS = {
        Accounting.PLAIN,
        Accounting.OPENAI,
        Accounting.ANTHROPIC,
        Accounting.AZURE_PAYG,
        Accounting.AZURE_PTU,
        Accounting.BEDROCK,
        Accounting.VERTEX
    };

    /// Of a run that broke nothing.
    ///
    /// @param compared how often two features that waited were compared; see [Evenness]
    public record Outcome(long calls, long compared) {}

    private RandomFleet() {}

    /// Runs the fleet of a seed.
    ///
    /// @return how many calls it made, and how often two that waited were compared
    /// @throws InvariantBroken with the command that replays it
    public static Outcome run(long seed, Policy policy) {
        SplittableRandom random = new SplittableRandom(seed);
        Pool pool = pool(random, seed % 2 == 0);
        List<Feature> features = features(random, pool);
        World world =
                new World(
                        SmallFleet.of(pool, random.nextBoolean(), features),
                        policy,
                        Profile.H100_8B,
                        1 + random.nextInt(2),
                        neighbour(random),
                        seed,
                        replay(seed, policy));
        for (Feature feature : features) {
            Caller caller = new Caller(world, feature, random.split());
            for (int i = random.nextInt(3); i >= 0; i--) {
                caller.next();
            }
        }
        world.run(SECONDS * World.SECOND);
        return new Outcome(world.journeys().size(), world.compared());
    }

    private static String replay(long seed, Policy policy) {
        return "fleetward simulate random --seed " + seed + " --seeds 1 --policy " + policy.label();
    }

    /// One that limits something, and fits every call.
    private static Pool pool(SplittableRandom random, boolean adaptive) {
        boolean own = random.nextBoolean();
        Accounting accounting =
                own ? Accounting.SELF_HOSTED : PROVIDERS[random.nextInt(PROVIDERS.length)];
        int burndown = 1 + random.nextInt(5);
        long largest = INPUT + 5 * OUTPUT;
        long requests = !own && random.nextInt(3) == 0 ? 20 + random.nextInt(600) : Pool.UNLIMITED;
        long input =
                !own && random.nextInt(3) == 0 ? largest + random.nextInt(300_000) : Pool.UNLIMITED;
        long output =
                !own && random.nextInt(3) == 0 ? OUTPUT + random.nextInt(20_000) : Pool.UNLIMITED;
        long tokens = own ? Pool.UNLIMITED : largest + random.nextInt(400_000);
        long concurrent = own || random.nextInt(3) == 0 ? 1 + random.nextInt(40) : Pool.UNLIMITED;
        long kvTokens =
                own && random.nextBoolean() ? largest + random.nextInt(40_000) : Pool.UNLIMITED;
        return new Pool(
                "pool",
                accounting,
                requests,
                input,
                output,
                tokens,
                concurrent,
                kvTokens,
                Pool.requestWindowNanos(accounting),
                burndown,
                random.nextInt(4) == 0
                        ? new LongPrompts(1 + random.nextInt(INPUT), 1 + random.nextInt(4))
                        : null,
                adaptive && kvTokens != Pool.UNLIMITED);
    }

    private static List<Feature> features(SplittableRandom random, Pool pool) {
        List<Feature> features = new ArrayList<>();
        int left = 1_000_000;
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            int reserve = random.nextBoolean() ? 0 : random.nextInt(left / 2 + 1);
            left -= reserve;
            Share share =
                    random.nextInt(3) == 0
                            ? null
                            : new Share(
                                    new Percent(reserve),
                                    lent(random, pool),
                                    part(random),
                                    1 + random.nextInt(4));
            CallClass callClass = CallClass.values()[random.nextInt(4)];
            features.add(SmallFleet.feature("feature-" + i, callClass, pool, share));
        }
        return features;
    }

    /// All of it where limits hold less than a minute's worth at once: what is kept is measured in
    /// parts of a minute, of which such a limit may never have enough, and then nobody borrows.
    private static Percent lent(SplittableRandom random, Pool pool) {
        Percent part = part(random);
        return switch (pool.accounting()) {
            case AZURE_PAYG, AZURE_PTU -> Percent.HUNDRED;
            case PLAIN, OPENAI, ANTHROPIC, BEDROCK, VERTEX, SELF_HOSTED -> part;
        };
    }

    /// Mostly all, else anything.
    private static Percent part(SplittableRandom random) {
        return random.nextInt(3) > 0 ? Percent.HUNDRED : new Percent(random.nextInt(1_000_001));
    }

    private static Neighbour neighbour(SplittableRandom random) {
        return random.nextBoolean()
                ? Neighbour.NOBODY
                : new Neighbour(
                        random.nextInt(50), random.nextInt(100_000), World.SECOND, World.SECOND);
    }

    /// Makes calls in bursts until the time is over, and leaves some of them. Confined to its
    /// world.
    private static final class Caller {
        private final World world;
        private final Feature feature;
        private final SplittableRandom random;
        private final double meanGapSeconds;
        private final int leaves;

        Caller(World world, Feature feature, SplittableRandom random) {
            this.world = world;
            this.feature = feature;
            this.random = random;
            this.meanGapSeconds = 0.02 + random.nextDouble() * 2;
            this.leaves = random.nextInt(4);
        }

        void next() {
            double gap = -Math.log(1 - random.nextDouble()) * meanGapSeconds;
            long at = world.timeline.now() + Math.round(gap * 1e9);
            if (at < SECONDS * World.SECOND) {
                world.timeline.at(
                        at,
                        () -> {
                            for (int i = random.nextInt(4); i >= 0; i--) {
                                call();
                            }
                            next();
                        });
            }
        }

        private void call() {
            int output = 1 + random.nextInt(OUTPUT);
            Journey journey =
                    world.call(
                            new Wish(
                                    feature,
                                    feature.callClass(),
                                    1 + random.nextInt(INPUT),
                                    output,
                                    output + random.nextInt(OUTPUT - output + 1),
                                    (1 + random.nextInt(30)) * World.SECOND),
                            ended -> {});
            if (random.nextInt(10) < leaves) {
                Ending ending = random.nextBoolean() ? Ending.NOT_A_SAMPLE : Ending.OVERLOADED;
                world.timeline.after(
                        random.nextLong(5 * World.SECOND), () -> world.leave(journey, ending));
            }
        }
    }
}
