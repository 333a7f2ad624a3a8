package dev.fleetward.core.quota.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.unit.Percent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FitTest {
    private static final long FREE = Pool.UNLIMITED;

    private static Pool pool(long requests, long input, long output) {
        return new Pool("p", Accounting.OPENAI, requests, input, output, FREE, FREE);
    }

    private static Share share(int reserve, int lend, int borrow) {
        return new Share(percent(reserve), percent(lend), percent(borrow));
    }

    private static Percent percent(int percent) {
        return new Percent(percent * 10_000);
    }

    private static Claim input(String feature, CallClass callClass, double tokens) {
        return new Claim(feature, callClass, new Load(1, tokens, 0, 0, 0));
    }

    @Test
    void fitsWhereThereIsRoom() {
        Fit fit =
                Fit.of(
                        pool(FREE, 200_000, FREE),
                        Map.of("chat", share(60, 100, 100)),
                        ClassPolicies.DEFAULT,
                        List.of(input("chat", CallClass.INTERACTIVE, 90_000)),
                        input("report", CallClass.BATCH, 60_000));
        assertThat(fit.fits()).isTrue();
        assertThat(fit.outcome().served()).isEqualTo(1);
        assertThat(fit.outcome().kept()).isZero();
        assertThat(fit.losses()).isEmpty();
    }

    @Test
    void batchWaitsForWhatChatLeaves() {
        Fit fit =
                Fit.of(
                        pool(FREE, 200_000, FREE),
                        Map.of("chat", share(60, 100, 100)),
                        ClassPolicies.DEFAULT,
                        List.of(input("chat", CallClass.INTERACTIVE, 150_000)),
                        input("report", CallClass.BATCH, 100_000));
        assertThat(fit.fits()).isFalse();
        assertThat(fit.outcome().served()).isCloseTo(0.5, within(1e-9));
        assertThat(fit.outcome().tightest()).isEqualTo("inputTokensPerMinute");
        assertThat(fit.losses()).isEmpty();
    }

    @Test
    void anUrgentNewcomerTakesWhatBatchBorrowed() {
        Fit fit =
                Fit.of(
                        pool(FREE, 200_000, FREE),
                        Map.of("report", share(10, 100, 100)),
                        ClassPolicies.DEFAULT,
                        List.of(input("report", CallClass.BATCH, 180_000)),
                        input("chat", CallClass.INTERACTIVE, 100_000));
        assertThat(fit.outcome().served()).isEqualTo(1);
        assertThat(fit.losses())
                .singleElement()
                .satisfies(loss -> {
                    assertThat(loss.feature()).isEqualTo("report");
                    assertThat(loss.tokensPerMinute()).isCloseTo(80_000, within(1e-3));
                    assertThat(loss.tightest()).isEqualTo("inputTokensPerMinute");
                });
    }

    @Test
    void aReservationIsNotTaken() {
        Fit fit =
                Fit.of(
                        pool(FREE, 100_000, FREE),
                        Map.of("report", share(40, 100, 100)),
                        ClassPolicies.DEFAULT,
                        List.of(input("report", CallClass.BATCH, 40_000)),
                        input("chat", CallClass.INTERACTIVE, 100_000));
        assertThat(fit.losses()).isEmpty();
        assertThat(fit.outcome().served()).isCloseTo(0.6, within(1e-9));
    }

    @Test
    void whatIsNotLentStaysIdle() {
        Fit fit =
                Fit.of(
                        pool(FREE, 100_000, FREE),
                        Map.of("chat", share(60, 0, 100)),
                        ClassPolicies.DEFAULT,
                        List.of(),
                        input("report", CallClass.BATCH, 100_000));
        assertThat(fit.outcome().served()).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void nobodyBorrowsMoreThanItMay() {
        Fit fit =
                Fit.of(
                        pool(FREE, 100_000, FREE),
                        Map.of("report", share(0, 100, 40)),
                        ClassPolicies.DEFAULT,
                        List.of(),
                        input("report", CallClass.BATCH, 100_000));
        assertThat(fit.outcome().served()).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void batchKeepsItsFloor() {
        Fit fit =
                Fit.of(
                        pool(FREE, 100_000, FREE),
                        Map.of(),
                        ClassPolicies.DEFAULT,
                        List.of(input("chat", CallClass.INTERACTIVE, 500_000)),
                        input("report", CallClass.BATCH, 50_000));
        assertThat(fit.outcome().served()).isCloseTo(0.1, within(1e-9));
        assertThat(fit.losses()).singleElement().extracting(Fit.Loss::feature).isEqualTo("chat");
    }

    @Test
    void equalsInAClassShareByWeight() {
        Share heavy = new Share(Percent.ZERO, Percent.HUNDRED, Percent.HUNDRED, 3);
        Fit fit =
                Fit.of(
                        pool(FREE, 100_000, FREE),
                        Map.of("a", heavy),
                        ClassPolicies.DEFAULT,
                        List.of(input("a", CallClass.STANDARD, 400_000)),
                        input("b", CallClass.STANDARD, 400_000));
        assertThat(fit.after())
                .extracting(Fit.Outcome::served)
                .containsExactly(75_000 / 400_000.0, 25_000 / 400_000.0);
    }

    @Test
    void theTightestLimitCounts() {
        Fit fit =
                Fit.of(
                        pool(20, 1_000_000, 10_000),
                        Map.of(),
                        ClassPolicies.DEFAULT,
                        List.of(),
                        new Claim("report", CallClass.BATCH, Load.ofCalls(30, 2_000, 500, 4)));
        assertThat(fit.outcome().served()).isCloseTo(20.0 / 30, within(1e-9));
        assertThat(fit.outcome().tightest()).isEqualTo("requestsPerMinute");
    }

    @Test
    void countsCallsUnderWayByTheirDuration() {
        Pool gpu = new Pool("gpu", Accounting.SELF_HOSTED, FREE, FREE, FREE, 10, FREE);
        Fit fit =
                Fit.of(
                        gpu,
                        Map.of(),
                        ClassPolicies.DEFAULT,
                        List.of(),
                        new Claim("agent", CallClass.STANDARD, Load.ofCalls(120, 1_000, 500, 10)));
        assertThat(fit.outcome().served()).isCloseTo(0.5, within(1e-9));
        assertThat(fit.outcome().tightest()).isEqualTo("concurrent");
    }

    @Test
    void theFactorOnOutputCounts() {
        Pool bedrock =
                new Pool(
                        "b",
                        Accounting.BEDROCK,
                        FREE,
                        FREE,
                        FREE,
                        100_000,
                        FREE,
                        FREE,
                        60_000_000_000L,
                        5,
                        null,
                        false);
        Fit fit =
                Fit.of(
                        bedrock,
                        Map.of(),
                        ClassPolicies.DEFAULT,
                        List.of(),
                        new Claim("agent", CallClass.STANDARD, Load.ofCalls(100, 0, 400, 1)));
        assertThat(fit.outcome().served()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void aCallLargerThanALimitNeverFits() {
        assertThat(Fit.neverFits(pool(10, 1_000, 1_000), 1_001, 10))
                .isEqualTo("inputTokensPerMinute");
        assertThat(Fit.neverFits(pool(10, 1_000, 1_000), 1_000, 1_000)).isNull();
    }

    @Test
    void aFeatureThatIsThereAlreadyAsksForMore() {
        Fit fit =
                Fit.of(
                        pool(FREE, 100_000, FREE),
                        Map.of(),
                        ClassPolicies.DEFAULT,
                        List.of(input("report", CallClass.BATCH, 80_000)),
                        input("report", CallClass.BATCH, 80_000));
        assertThat(fit.outcome().served()).isCloseTo(0.625, within(1e-9));
        assertThat(fit.losses())
                .singleElement()
                .extracting(Fit.Loss::tokensPerMinute)
                .satisfies(lost -> assertThat(lost).isCloseTo(30_000.0, within(1e-3)));
    }
}
