package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestFleet.MINUTE;
import static dev.fleetward.core.quota.TestPools.SECOND;
import static dev.fleetward.core.quota.TestPools.counting;
import static dev.fleetward.core.quota.TestPools.free;
import static dev.fleetward.core.quota.TestPools.limits;
import static dev.fleetward.core.quota.TestPools.pool;
import static dev.fleetward.core.quota.TestPools.refused;
import static dev.fleetward.core.quota.TestPools.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.Accounting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CountingTest {
    private static final String TOKENS = "tokensPerMinute";
    private static final String REQUESTS = "requestsPerMinute";

    /// 1,000 tokens of prompt, 300 expected of at most 4,000.
    private static final Estimate CALL = new Estimate(1_000, 300, 4_000);

    @Test
    void openAiDeductsTheLargerOfDeclaredOutputAndPromptAndGivesNothingBack() {
        PoolLimits limits = limits(counting(Accounting.OPENAI, 100, 100_000));
        limits.hold(CALL, 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(96_000);

        limits.settle(CALL, succeeded(1_000, 0, 10), 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(96_000);

        Estimate longPrompt = new Estimate(50_000, 10, 10);
        limits.hold(longPrompt, 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(46_000);
    }

    @Test
    void openAiCountsFailedRequestsToo() {
        PoolLimits limits = limits(counting(Accounting.OPENAI, 100, 100_000));
        limits.hold(CALL, 0);
        limits.settle(CALL, refused(), 0);

        assertThat(free(limits, TOKENS, 0)).isEqualTo(96_000);
        assertThat(free(limits, REQUESTS, 0)).isEqualTo(99);
    }

    @Test
    void anthropicCountsInputWithoutCacheReadsAndOutputAsItIsGenerated() {
        PoolLimits limits = limits(pool(Accounting.ANTHROPIC, 100, 10_000, 10_000, FREE));
        limits.hold(CALL, 0);
        assertThat(free(limits, "inputTokensPerMinute", 0)).isEqualTo(9_000);
        assertThat(free(limits, "outputTokensPerMinute", 0))
                .as("the declared output does not matter")
                .isEqualTo(9_700);

        limits.settle(CALL, succeeded(1_100, 900, 450), 0);
        assertThat(free(limits, "inputTokensPerMinute", 0)).isEqualTo(9_800);
        assertThat(free(limits, "outputTokensPerMinute", 0)).isEqualTo(9_550);
    }

    @Test
    void azurePayAsYouGoDeductsPromptAndDeclaredOutputForAMinuteWithoutSettlement() {
        PoolLimits limits = limits(counting(Accounting.AZURE_PAYG, 600, 12_000));
        limits.hold(CALL, 0);
        limits.hold(CALL, 30 * SECOND);
        limits.settle(CALL, succeeded(1_000, 0, 1), 31 * SECOND);
        assertThat(free(limits, TOKENS, 31 * SECOND)).isEqualTo(2_000);
        assertThat(limits.hasRoom(CALL, 59 * SECOND)).as("nothing refills").isFalse();
        assertThat(limits.hasRoom(CALL, 62 * SECOND)).as("the first is forgotten").isTrue();
    }

    @Test
    void azurePayAsYouGoJudgesRequestsOverSeconds() {
        PoolLimits limits = limits(counting(Accounting.AZURE_PAYG, 60, FREE));
        for (int i = 0; i < 10; i++) {
            assertThat(limits.hasRoom(CALL, i)).isTrue();
            limits.hold(CALL, i);
        }
        assertThat(limits.hasRoom(CALL, 9 * SECOND)).isFalse();
        assertThat(limits.hasRoom(CALL, 11 * SECOND)).isTrue();
    }

    @Test
    void azureProvisionedRefusesOnlyOnceItIsFullAndIsCorrectedAtCompletion() {
        PoolLimits limits = limits(counting(Accounting.AZURE_PTU, FREE, 6_000));
        assertThat(limits.hasRoom(CALL, 0)).as("larger than what is left, but not full").isTrue();
        limits.hold(CALL, 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(1_000 - 5_000);
        assertThat(limits.hasRoom(new Estimate(1, 0, 0), 0)).isFalse();

        limits.settle(CALL, succeeded(1_000, 600, 100), 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(500);
        assertThat(limits.hasRoom(CALL, 0)).isTrue();
    }

    @Test
    void azureProvisionedSaysWhenItWillHaveDrained() {
        PoolLimits limits = limits(counting(Accounting.AZURE_PTU, FREE, 6_000));
        limits.hold(CALL, 0);
        if (!(limits.shortage(CALL, 0) instanceof Shortage.Refilling refilling)) {
            throw new AssertionError("it drains with time");
        }
        long wait = refilling.waitNanos();
        assertThat(limits.hasRoom(CALL, wait - 1)).isFalse();
        assertThat(limits.hasRoom(CALL, wait)).isTrue();
    }

    @Test
    void bedrockReservesAtFaceValueAndSettlesOutputFivefold() {
        PoolLimits limits = limits(counting(Accounting.BEDROCK, 100, 100_000));
        limits.hold(CALL, 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(95_000);

        limits.settle(CALL, succeeded(1_000, 200, 100), 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(100_000 - 800 - 500);
    }

    @Test
    void plainAndSelfHostedHoldWhatIsExpectedAndSettleWhatWasUsed() {
        for (Accounting accounting : new Accounting[] {Accounting.PLAIN, Accounting.SELF_HOSTED}) {
            PoolLimits limits = limits(counting(accounting, 100, 100_000));
            limits.hold(CALL, 0);
            assertThat(free(limits, TOKENS, 0)).isEqualTo(98_700);
            limits.settle(CALL, succeeded(1_000, 500, 200), 0);
            assertThat(free(limits, TOKENS, 0)).isEqualTo(98_800);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Accounting.class, mode = EnumSource.Mode.EXCLUDE, names = "AZURE_PAYG")
    void whatWasNeverSentIsGivenBackWhole(Accounting accounting) {
        PoolLimits limits = limits(pool(accounting, 100, 10_000, 10_000, 100_000));
        var before = limits.view(0, 0).buckets();
        limits.hold(CALL, 0);
        limits.settle(CALL, Settlement.NOT_SENT, 0);
        assertThat(limits.view(0, 0).buckets()).isEqualTo(before);
    }

    @Test
    void aWindowDoesNotGiveBackWhatWasNeverSentButForgetsIt() {
        PoolLimits limits = limits(counting(Accounting.AZURE_PAYG, 600, 12_000));
        limits.hold(CALL, 0);
        limits.settle(CALL, Settlement.NOT_SENT, 0);
        assertThat(free(limits, TOKENS, 0)).isEqualTo(7_000);
        assertThat(free(limits, TOKENS, 2 * MINUTE)).isEqualTo(12_000);
    }

    @ParameterizedTest
    @EnumSource(Accounting.class)
    void anotherAccountingWhileCallsAreUnderWayIsRightAgainAfterTwoMinutes(Accounting after) {
        for (Accounting before : Accounting.values()) {
            PoolLimits limits = limits(pool(before, 100, 100_000, 100_000, 100_000));
            limits.hold(CALL, 0);
            limits.adopt(pool(after, 100, 100_000, 100_000, 100_000), SECOND);
            limits.settle(CALL, succeeded(1_000, 0, 100), 2 * SECOND);
            assertThat(limits.view(0, 3 * MINUTE).buckets())
                    .allSatisfy(each -> assertThat(each.available()).isEqualTo(each.limit()));
        }
    }
}
