package dev.fleetward.core.quota.starvation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.view.QuotaView.Starvation;
import dev.fleetward.core.view.QuotaView.Starvation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StarvationWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String POOL = "openai-4o";

    private final StarvationWatch watch = new StarvationWatch();

    private static FlowReading flow(String feature, boolean backlogged, long served) {
        return weighted(feature, backlogged, served, 1);
    }

    private static FlowReading weighted(
            String feature, boolean backlogged, long served, double weight) {
        return new FlowReading(feature, backlogged, served, weight, -1, 0, 0, 0, 0, 0);
    }

    private static FlowReading waits(String feature, long p95Millis, long served) {
        return new FlowReading(
                feature, false, served, 1, p95Millis * 1_000_000, SECOND / 2, 0, 0, 0, 0);
    }

    private static FlowReading settles(
            String feature, long reserved, long used, long attempts, long calls) {
        return new FlowReading(feature, false, 0, 1, -1, 0, reserved, used, attempts, calls);
    }

    /// What the last of `seconds` readings, one a second from `from` on, says.
    private List<Starvation> after(int from, int seconds, FlowReading... flows) {
        List<Starvation> last = List.of();
        for (int second = from; second < from + seconds; second++) {
            last = watch.tick(POOL, List.of(flows), second * SECOND);
        }
        return last;
    }

    @Test
    void tellsWhoGetsLessThanHalfOfItsShareAndWhoTakesIt() {
        FlowReading[] flows = {flow("chat", true, 20), flow("report", true, 80)};
        assertThat(after(0, 30, flows)).isEmpty();
        assertThat(after(30, 1, flows))
                .containsExactly(
                        new Starvation(
                                Kind.SHARE,
                                POOL,
                                "chat",
                                30 * SECOND,
                                "report",
                                "chat gets 40% of its fair share of openai-4o while its calls wait;"
                                        + " report takes the most beyond its own"));
        assertThat(after(31, 12, flows))
                .singleElement()
                .extracting(Starvation::sinceNanos)
                .isEqualTo(42 * SECOND);
    }

    @Test
    void isSilentAboutMoreThanHalfOfAShare() {
        assertThat(after(0, 100, flow("chat", true, 30), flow("report", true, 70))).isEmpty();
    }

    @Test
    void isSilentAboutWhoDoesNotWaitForLittle() {
        assertThat(after(0, 100, flow("chat", false, 5), flow("report", true, 95))).isEmpty();
    }

    @Test
    void isSilentWhileNobodyIsServed() {
        assertThat(after(0, 100, flow("chat", true, 0), flow("report", true, 0))).isEmpty();
    }

    @Test
    void beginsAnewWhenTheBacklogWasGoneInBetween() {
        after(0, 25, flow("chat", true, 0), flow("report", true, 100));
        after(25, 1, flow("chat", false, 0), flow("report", true, 100));
        assertThat(after(26, 30, flow("chat", true, 0), flow("report", true, 100))).isEmpty();
    }

    @Test
    void endsWhenTheShareIsBack() {
        after(0, 40, flow("chat", true, 0), flow("report", true, 100));
        assertThat(after(40, 30, flow("chat", true, 50), flow("report", true, 50))).isEmpty();
    }

    @Test
    void measuresSharesByWeight() {
        FlowReading[] flows = {weighted("chat", true, 44, 9), weighted("report", true, 56, 1)};
        assertThat(after(0, 40, flows))
                .extracting(Starvation::feature, Starvation::culprit)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("chat", "report"));
        assertThat(after(40, 40, weighted("chat", true, 9, 1), weighted("report", true, 91, 9)))
                .isEmpty();
    }

    @Test
    void namesTheLargestExcessOfSeveral() {
        assertThat(
                        after(
                                0,
                                40,
                                flow("chat", true, 3),
                                flow("agent", true, 37),
                                flow("report", true, 60)))
                .singleElement()
                .extracting(Starvation::culprit)
                .isEqualTo("report");
    }

    @Test
    void tellsOfWaitsThatEatTheObjectiveForFiveMinutes() {
        FlowReading[] slow = {waits("chat", 126, 10), flow("report", true, 90)};
        assertThat(after(0, 300, slow)).isEmpty();
        assertThat(after(300, 1, slow))
                .containsExactly(
                        new Starvation(
                                Kind.WAIT,
                                POOL,
                                "chat",
                                300 * SECOND,
                                null,
                                "calls of chat wait 126 ms for openai-4o (p95), of 500 ms until"
                                        + " their first token"));
        assertThat(after(301, 1, waits("chat", 125, 10), flow("report", true, 90))).isEmpty();
        assertThat(after(302, 300, slow)).isEmpty();
    }

    @Test
    void tellsOfReservationsThatAreNotUsed() {
        assertThat(after(0, 60, settles("agent", 300, 100, 1, 1))).isEmpty();
        assertThat(after(60, 60, settles("agent", 410, 100, 1, 1)))
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.kind()).isEqualTo(Kind.BLOAT);
                    assertThat(signal.culprit()).isEqualTo("agent");
                    assertThat(signal.words()).contains("4.1 times");
                });
    }

    @Test
    void tellsOfRetriesOnceThereAreEnoughCalls() {
        assertThat(after(0, 9, settles("agent", 0, 0, 4, 2))).isEmpty();
        assertThat(after(9, 1, settles("agent", 0, 0, 4, 2)))
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.kind()).isEqualTo(Kind.RETRIES);
                    assertThat(signal.words())
                            .isEqualTo("agent makes 2.0 attempts per call at openai-4o");
                });
        assertThat(after(70, 60, settles("agent", 0, 0, 6, 5))).isEmpty();
    }

    @Test
    void forgetsFeaturesAndPoolsThatAreGone() {
        after(0, 29, flow("chat", true, 0), flow("report", true, 100));
        after(29, 1, flow("report", true, 100));
        assertThat(after(30, 5, flow("chat", true, 0), flow("report", true, 100))).isEmpty();
        watch.retain(Set.of());
        assertThat(after(35, 30, flow("chat", true, 0), flow("report", true, 100))).isEmpty();
    }

    @Test
    void takesAClockThatGoesBackForOneThatStands() {
        FlowReading[] flows = {flow("chat", true, 0), flow("report", true, 100)};
        after(0, 31, flows);
        assertThat(watch.tick(POOL, List.of(flows), 5 * SECOND))
                .singleElement()
                .extracting(Starvation::sinceNanos)
                .isEqualTo(30 * SECOND);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverCallsAFairDivisionStarvation(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int features = random.nextInt(2, 8);
        double[] weights = random.doubles(features, 0.1, 10).toArray();
        double sum = java.util.Arrays.stream(weights).sum();
        for (int second = 0; second < 400; second++) {
            double total = random.nextDouble(0, 100_000);
            List<FlowReading> flows = new ArrayList<>();
            for (int i = 0; i < features; i++) {
                long served = (long) Math.ceil(total * weights[i] / sum);
                flows.add(weighted("f" + i, true, served, weights[i]));
            }
            assertThat(watch.tick(POOL, flows, second * SECOND)).isEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void fairSharesAddUpAndGiveNobodyLessThanALightUserHas(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            List<FlowReading> flows = new ArrayList<>();
            int features = random.nextInt(1, 9);
            for (int i = 0; i < features; i++) {
                flows.add(
                        weighted(
                                "f" + i,
                                i == 0 || random.nextBoolean(),
                                random.nextLong(0, 10_000),
                                random.nextDouble(0.1, 10)));
            }
            var fair = FairShares.of(flows);
            double total = flows.stream().mapToLong(FlowReading::servedTokens).sum();
            assertThat(fair.values().stream().mapToDouble(Double::doubleValue).sum())
                    .isCloseTo(total, org.assertj.core.data.Offset.offset(1e-6 * (1 + total)));
            for (FlowReading flow : flows) {
                assertThat(fair.get(flow.feature())).isNotNegative();
                if (!flow.backlogged()) {
                    assertThat(fair.get(flow.feature()))
                            .isLessThanOrEqualTo(flow.servedTokens() + 1e-6);
                }
            }
        }
    }
}
