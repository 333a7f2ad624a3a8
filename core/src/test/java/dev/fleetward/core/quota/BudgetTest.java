package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.MID_MONTH;
import static dev.fleetward.core.quota.TestFleet.NANOS_PER_TOKEN;
import static dev.fleetward.core.quota.TestFleet.ONE_DOLLAR;
import static dev.fleetward.core.quota.TestFleet.SECOND;
import static dev.fleetward.core.quota.TestFleet.admitted;
import static dev.fleetward.core.quota.TestFleet.ask;
import static dev.fleetward.core.quota.TestFleet.budget;
import static dev.fleetward.core.quota.TestFleet.deskFor;
import static dev.fleetward.core.quota.TestFleet.endpoint;
import static dev.fleetward.core.quota.TestFleet.feature;
import static dev.fleetward.core.quota.TestFleet.micros;
import static dev.fleetward.core.quota.TestFleet.pool;
import static dev.fleetward.core.quota.TestFleet.refused;
import static dev.fleetward.core.quota.TestFleet.snapshot;
import static dev.fleetward.core.quota.TestFleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.Admission.Refused;
import dev.fleetward.core.quota.Settlement.Ending;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.unit.Money;
import dev.fleetward.core.view.QuotaView;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final Endpoint PRICED = endpoint("priced", null, ONE_DOLLAR);
    private static final Endpoint UNPRICED = endpoint("unpriced", null, null);
    private static final Feature THOUSAND = feature("report", budget(1_000));

    private static Ask asks(Feature feature, long input, long maxOutput, Endpoint... where) {
        return ask(feature, CallClass.STANDARD, new Estimate(input, 1, maxOutput), where);
    }

    private static Ask background(Feature feature, long input) {
        return ask(feature, CallClass.BACKGROUND, new Estimate(input, 0, 0), PRICED);
    }

    @Test
    void holdsTheMostThatACallCanCost() {
        FairDesk desk = deskFor(THOUSAND);

        Lease lease = admitted(desk, asks(THOUSAND, 200, 500, PRICED), 0);

        assertThat(lease.reservedCostNanos()).isEqualTo(700 * NANOS_PER_TOKEN);
        assertThat(budget(desk, "report", "monthly", 0).reserved())
                .isEqualTo(700 * NANOS_PER_TOKEN);
    }

    @Test
    void isKeptToTheNanoDollar() {
        Feature ten = feature("ten", new Budget(new Money(10), null));
        PriceRow nano =
                new PriceRow(
                        "nano@2026-01-01",
                        "*",
                        "nano",
                        LocalDate.of(2026, 1, 1),
                        1_000_000,
                        -1,
                        -1,
                        -1,
                        -1,
                        null);
        Endpoint cheap = endpoint("cheap", null, nano);
        FairDesk desk = deskFor(ten);
        admitted(desk, asks(ten, 6, 100, cheap), 0);

        refused(desk, asks(ten, 5, 100, cheap), 0);
        admitted(desk, asks(ten, 4, 100, cheap), 0);
    }

    @Test
    void parallelCallsCannotOverrunIt() {
        FairDesk desk = deskFor(THOUSAND);
        admitted(desk, asks(THOUSAND, 200, 500, PRICED), 0);

        Refused refused = refused(desk, asks(THOUSAND, 200, 500, PRICED), 0);

        assertThat(refused.reason()).isEqualTo(FailureKind.BUDGET_EXHAUSTED);
        assertThat(refused.message())
                .contains("Feature report has spent $0.00", "hold $0.000700", "may cost $0.000700");
        assertThat(refused.retryAfter()).as("nobody knows when a call ends").isNull();
    }

    @Test
    void saysWhatIsSpentAndWaitsForTheNextMonth() {
        FairDesk desk = deskFor(THOUSAND);
        desk.settle(admitted(desk, asks(THOUSAND, 400, 500, PRICED), 0), used(400, 500), 0);

        Refused refused = refused(desk, asks(THOUSAND, 101, 0, PRICED), 10 * SECOND);

        assertThat(refused.message())
                .isEqualTo(
                        "Feature report has spent $0.000900 of its monthly budget of $0.0010 and"
                                + " the call may cost $0.000101. Try again next month.");
        Duration left = Duration.ofDays(15).plusHours(12).minusSeconds(10);
        assertThat(refused.retryAfter()).isEqualTo(left);
        admitted(desk, asks(THOUSAND, 101, 0, PRICED), 10 * SECOND + left.toNanos());
        admitted(desk, asks(THOUSAND, 100, 0, PRICED), 10 * SECOND);
    }

    @Test
    void settlementPutsTheCostInPlaceOfTheHold() {
        FairDesk desk = deskFor(THOUSAND);
        desk.settle(admitted(desk, asks(THOUSAND, 200, 500, PRICED), 0), used(150, 20), 0);

        assertThat(budget(desk, "report", "monthly", 0))
                .isEqualTo(
                        new QuotaView.BudgetView(
                                "report",
                                "monthly",
                                1_000 * NANOS_PER_TOKEN,
                                170 * NANOS_PER_TOKEN,
                                0));
    }

    @Test
    void aCallDearerThanTheWholeBudgetNeverFits() {
        Refused refused = refused(deskFor(THOUSAND), asks(THOUSAND, 1_001, 0, PRICED), 0);

        assertThat(refused.message()).contains("it can never fit");
        assertThat(refused.retryAfter()).isNull();
    }

    @Test
    void aCallOfUnknownPriceRunsWhileAnythingIsLeft() {
        FairDesk desk = deskFor(THOUSAND);
        Lease lease = admitted(desk, asks(THOUSAND, 1_000_000, 0, UNPRICED), 0);
        assertThat(lease.reservedCostNanos()).isZero();

        desk.settle(admitted(desk, asks(THOUSAND, 1_000, 0, PRICED), 0), used(1_000, 0), 0);

        assertThat(refused(desk, asks(THOUSAND, 1, 0, UNPRICED), 0).reason())
                .isEqualTo(FailureKind.BUDGET_EXHAUSTED);
    }

    @Test
    void aFeatureWithoutABudgetHoldsNothing() {
        Feature free = feature("free", null);

        assertThat(admitted(deskFor(free), asks(free, 1_000, 0, PRICED), 0).reservedCostNanos())
                .isZero();
    }

    @Test
    void backgroundCallsHaveAPartOfTheirOwn() {
        Feature split = feature("split", budget(1_000, 300));
        FairDesk desk = deskFor(split);
        desk.settle(admitted(desk, background(split, 250), 0), used(250, 0), 0);

        assertThat(refused(desk, background(split, 100), 0).message())
                .contains("$0.000250 of its background budget of $0.000300");
        admitted(desk, asks(split, 700, 0, PRICED), 0);
        assertThat(refused(desk, background(split, 51), 0).message()).contains("background");
        assertThat(budget(desk, "split", "background", 0).spent()).isEqualTo(250 * NANOS_PER_TOKEN);
    }

    @Test
    void aRefusalOfTheBudgetLeavesThePoolAlone() {
        Pool pool = pool("p", 10, 10_000, 10_000);
        FairDesk desk = deskFor(THOUSAND, pool);
        Endpoint both = endpoint("both", pool, ONE_DOLLAR);
        admitted(desk, asks(THOUSAND, 600, 0, both), 0);

        assertThat(refused(desk, asks(THOUSAND, 600, 0, both), 0).reason())
                .isEqualTo(FailureKind.BUDGET_EXHAUSTED);
        assertThat(TestFleet.available(desk, "p", "requestsPerMinute", 0)).isEqualTo(9);
        assertThat(TestFleet.available(desk, "p", "inputTokensPerMinute", 0)).isEqualTo(9_400);
    }

    @Test
    void aCheaperCandidateMayStillFit() {
        FairDesk desk = deskFor(THOUSAND);
        admitted(desk, asks(THOUSAND, 999, 0, PRICED), 0);

        assertThat(admitted(desk, asks(THOUSAND, 500, 0, PRICED, UNPRICED), 0).endpoint())
                .isSameAs(UNPRICED);
    }

    @Test
    void eachMonthStartsAnew() {
        FairDesk desk = deskFor(THOUSAND);
        desk.settle(admitted(desk, asks(THOUSAND, 1_000, 0, PRICED), 0), used(1_000, 0), 0);

        desk.tick(SECOND, micros("2026-11-30T23:59:59.999999Z"));
        refused(desk, asks(THOUSAND, 1, 0, PRICED), SECOND);

        desk.tick(2 * SECOND, micros("2026-12-01T00:00:00Z"));
        admitted(desk, asks(THOUSAND, 1_000, 0, PRICED), 2 * SECOND);
    }

    @Test
    void aNewMonthDoesNotPayForACallOfTheOldOne() {
        FairDesk desk = deskFor(THOUSAND);
        Lease old = admitted(desk, asks(THOUSAND, 1_000, 0, PRICED), 0);
        desk.tick(SECOND, micros("2026-12-01T00:00:00Z"));
        Lease current = admitted(desk, asks(THOUSAND, 600, 0, PRICED), SECOND);

        desk.settle(old, used(1_000, 0), SECOND);

        assertThat(budget(desk, "report", "monthly", SECOND).spent()).isZero();
        assertThat(budget(desk, "report", "monthly", SECOND).reserved())
                .isEqualTo(600 * NANOS_PER_TOKEN);
        desk.settle(current, used(600, 0), SECOND);
        assertThat(budget(desk, "report", "monthly", SECOND).spent())
                .isEqualTo(600 * NANOS_PER_TOKEN);
    }

    @Test
    void aWallClockSetBackDoesNotRefillAMonth() {
        FairDesk desk = deskFor(THOUSAND);
        desk.tick(SECOND, micros("2026-12-01T00:00:01Z"));
        desk.settle(admitted(desk, asks(THOUSAND, 1_000, 0, PRICED), SECOND), used(1_000, 0), 0);

        desk.tick(2 * SECOND, micros("2026-11-30T23:59:59Z"));
        desk.tick(5 * SECOND, micros("2026-12-01T00:00:02Z"));

        refused(desk, asks(THOUSAND, 1, 0, PRICED), 5 * SECOND);
    }

    @Test
    void whatWasSpentBeforeTheStartCounts() {
        FairDesk desk = deskFor(THOUSAND);

        desk.addSpent(
                YearMonth.of(2026, 11), Map.of("report", new Spend(900 * NANOS_PER_TOKEN, 0)));
        desk.addSpent(
                YearMonth.of(2026, 10), Map.of("report", new Spend(900 * NANOS_PER_TOKEN, 0)));
        desk.addSpent(YearMonth.of(2026, 11), Map.of("unheard-of", new Spend(1, 1)));

        refused(desk, asks(THOUSAND, 101, 0, PRICED), 0);
        admitted(desk, asks(THOUSAND, 100, 0, PRICED), 0);
    }

    @Test
    void aBudgetDeclaredLaterKnowsWhatWasSpent() {
        Feature unlimited = feature("report", null);
        FairDesk desk = deskFor(unlimited);
        Lease open = admitted(desk, asks(unlimited, 500, 0, PRICED), 0);
        desk.settle(admitted(desk, asks(unlimited, 600, 0, PRICED), 0), used(600, 0), 0);

        desk.adopt(snapshot(List.of(), List.of(THOUSAND)), 0);
        refused(desk, asks(THOUSAND, 401, 0, PRICED), 0);

        desk.settle(open, used(500, 0), 0);
        assertThat(budget(desk, "report", "monthly", 0))
                .isEqualTo(
                        new QuotaView.BudgetView(
                                "report",
                                "monthly",
                                1_000 * NANOS_PER_TOKEN,
                                1_100 * NANOS_PER_TOKEN,
                                0));
    }

    @Test
    void takingAFeatureOutAndPuttingItBackDoesNotRefillItsBudget() {
        FairDesk desk = deskFor(THOUSAND);
        desk.settle(admitted(desk, asks(THOUSAND, 1_000, 0, PRICED), 0), used(1_000, 0), 0);

        desk.adopt(snapshot(List.of(), List.of()), 0);
        assertThat(desk.view(0).budgets()).isEmpty();
        desk.adopt(snapshot(List.of(), List.of(THOUSAND)), 0);

        refused(desk, asks(THOUSAND, 1, 0, PRICED), 0);
    }

    @Test
    void aFailedCallThatCostNothingGivesAllBack() {
        FairDesk desk = deskFor(THOUSAND);
        Lease lease = admitted(desk, asks(THOUSAND, 1_000, 0, PRICED), 0);

        desk.settle(lease, new Settlement(Ending.OVERLOADED, Usage.NONE, 0), 0);

        admitted(desk, asks(THOUSAND, 1_000, 0, PRICED), 0);
    }

    @Test
    void daysAndMonthsEndWhereTheCalendarSays() {
        Calendar leap = new Calendar(7, micros("2028-02-28T00:00:00Z"));
        assertThat(Duration.ofNanos(leap.nanosLeftOfMonth(7))).isEqualTo(Duration.ofDays(2));
        assertThat(Duration.ofNanos(leap.nanosLeftOfDay(7))).isEqualTo(Duration.ofDays(1));
        assertThat(leap.turn(7 + Duration.ofDays(1).toNanos() - 1)).isFalse();
        assertThat(leap.turn(7 + Duration.ofDays(1).toNanos())).isTrue();
        assertThat(leap.today().month()).isEqualTo(YearMonth.of(2028, 2));
        assertThat(leap.turn(7 + Duration.ofDays(2).toNanos())).isTrue();
        assertThat(leap.today().month()).isEqualTo(YearMonth.of(2028, 3));
        assertThat(new Calendar(0, MID_MONTH).today().month()).isEqualTo(YearMonth.of(2026, 11));
    }

    @Test
    void aDaysBudgetIsFullAgainOnTheNextDay() {
        Feature daily =
                feature(
                        "daily",
                        new Budget(
                                new Money(10_000 * TestFleet.NANOS_PER_TOKEN),
                                null,
                                new Money(1_000 * TestFleet.NANOS_PER_TOKEN)));
        FairDesk desk = deskFor(daily);
        desk.settle(admitted(desk, asks(daily, 900, 0, PRICED), 0), used(900, 0), 0);

        Refused refused = refused(desk, asks(daily, 900, 0, PRICED), 0);
        assertThat(refused.message()).contains("daily budget");
        long midnight = Duration.ofHours(12).toNanos(); // It is noon.
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofNanos(midnight));
        admitted(desk, asks(daily, 900, 0, PRICED), midnight);
        assertThat(TestFleet.budget(desk, "daily", "monthly", midnight).spent())
                .isEqualTo(900 * TestFleet.NANOS_PER_TOKEN);
    }
}
