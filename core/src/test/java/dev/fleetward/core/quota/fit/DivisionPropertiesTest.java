package dev.fleetward.core.quota.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.quota.fit.Division.Demand;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.ClassPolicy;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.unit.Percent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DivisionPropertiesTest {
    private static final double CAPACITY = 100_000;
    private static final double NEARLY = 1e-6 * CAPACITY;

    private static final ClassPolicy NO_FLOOR = new ClassPolicy(Percent.ZERO, 1, 1, 0);
    private static final ClassPolicies NO_FLOORS =
            new ClassPolicies(NO_FLOOR, NO_FLOOR, NO_FLOOR, NO_FLOOR);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 300);
    }

    /// Features with shares that fit, and what they ask.
    private record Case(List<Demand> demands, Map<String, Share> shares) {
        static Case of(SplittableRandom random) {
            Map<String, Share> shares = new HashMap<>();
            List<Demand> demands = new ArrayList<>();
            int left = 1_000_000;
            int features = random.nextInt(1, 9);
            for (int f = 0; f < features; f++) {
                String feature = "f" + f;
                if (random.nextInt(4) > 0) {
                    int reserve = random.nextInt(0, left / 2 + 1);
                    left -= reserve;
                    shares.put(
                            feature,
                            new Share(
                                    new Percent(reserve),
                                    new Percent(random.nextInt(0, 1_000_001)),
                                    new Percent(random.nextInt(0, 1_000_001)),
                                    random.nextInt(1, 20)));
                }
                for (CallClass callClass : CallClass.values()) {
                    if (random.nextInt(3) > 0) {
                        demands.add(new Demand(feature, callClass, random.nextDouble(0, CAPACITY)));
                    }
                }
            }
            return new Case(demands, shares);
        }

        double[] granted() {
            return granted(ClassPolicies.DEFAULT);
        }

        double[] granted(ClassPolicies classes) {
            Division division = Division.of(CAPACITY, demands, shares, classes);
            double[] granted = new double[demands.size()];
            for (int i = 0; i < granted.length; i++) {
                granted[i] = division.granted(i);
            }
            return granted;
        }

        Share share(String feature) {
            return shares.getOrDefault(feature, Share.DEFAULT);
        }

        double of(String feature, double[] part) {
            double sum = 0;
            for (int i = 0; i < part.length; i++) {
                sum += demands.get(i).feature().equals(feature) ? part[i] : 0;
            }
            return sum;
        }

        double[] wanted() {
            return demands.stream().mapToDouble(Demand::wanted).toArray();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesNobodyMoreThanItAsksAndNeverMoreThanThereIs(long seed) {
        Case one = Case.of(new SplittableRandom(seed));
        double[] granted = one.granted();
        double sum = 0;
        for (int i = 0; i < granted.length; i++) {
            assertThat(granted[i]).isBetween(0.0, one.demands().get(i).wanted() + NEARLY);
            sum += granted[i];
        }
        assertThat(sum).isLessThanOrEqualTo(CAPACITY + NEARLY);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesEveryFeatureWhatIsKeptForIt(long seed) {
        Case one = Case.of(new SplittableRandom(seed));
        double[] granted = one.granted();
        one.shares()
                .forEach((feature, share) -> {
                    double reserve = CAPACITY * share.reserve().partsPerMillion() / 1e6;
                    assertThat(one.of(feature, granted))
                            .isGreaterThanOrEqualTo(
                                    Math.min(reserve, one.of(feature, one.wanted())) - NEARLY);
                });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void leavesNothingIdleThatSomebodyMayTake(long seed) {
        Case one = Case.of(new SplittableRandom(seed));
        double[] granted = one.granted();
        double used = 0;
        double unlent = 0;
        for (double part : granted) {
            used += part;
        }
        for (Map.Entry<String, Share> entry : one.shares().entrySet()) {
            Share share = entry.getValue();
            double reserve = CAPACITY * share.reserve().partsPerMillion() / 1e6;
            double own = Math.min(reserve, one.of(entry.getKey(), one.wanted()));
            double lendable =
                    Math.min(reserve * share.lend().partsPerMillion() / 1e6, reserve - own);
            unlent += reserve - own - lendable;
        }
        boolean idle = used + unlent < CAPACITY - NEARLY;
        if (idle) {
            for (int i = 0; i < granted.length; i++) {
                String feature = one.demands().get(i).feature();
                Share share = one.share(feature);
                double reserve = CAPACITY * share.reserve().partsPerMillion() / 1e6;
                double borrowed = one.of(feature, granted) - reserve;
                boolean sated = granted[i] >= one.demands().get(i).wanted() - NEARLY;
                boolean full =
                        borrowed >= CAPACITY * share.borrow().partsPerMillion() / 1e6 - NEARLY;
                assertThat(sated || full).as(feature + " is left without, seed " + seed).isTrue();
            }
        }
    }

    /// Without floors: one that grows may take the reservation of its own feature's batch calls,
    /// and then more of the floor is left for the batch calls of others.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aNewDemandGivesNobodyElseMore(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Case one = Case.of(random);
        if (one.demands().isEmpty()) {
            return;
        }
        int grown = random.nextInt(one.demands().size());
        List<Demand> more = new ArrayList<>(one.demands());
        Demand old = more.get(grown);
        more.set(
                grown,
                new Demand(
                        old.feature(),
                        old.callClass(),
                        old.wanted() + random.nextDouble(0, CAPACITY)));
        double[] before = one.granted(NO_FLOORS);
        double[] after = new Case(more, one.shares()).granted(NO_FLOORS);
        for (int i = 0; i < before.length; i++) {
            if (i != grown) {
                assertThat(after[i]).as("demand " + i).isLessThanOrEqualTo(before[i] + NEARLY);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void equalFeaturesGetTheSame(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double wanted = random.nextDouble(1, CAPACITY);
        List<Demand> demands = new ArrayList<>();
        for (int f = 0; f < random.nextInt(2, 9); f++) {
            demands.add(new Demand("f" + f, CallClass.STANDARD, wanted));
        }
        double[] granted = new Case(demands, Map.of()).granted();
        for (double part : granted) {
            assertThat(Math.abs(part - granted[0])).isLessThan(NEARLY);
        }
    }
}
