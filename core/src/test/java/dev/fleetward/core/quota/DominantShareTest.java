package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestPools.counting;
import static dev.fleetward.core.quota.TestPools.limits;
import static dev.fleetward.core.quota.TestPools.pool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.Accounting;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DominantShareTest {
    @Test
    void isThePartOfTheScarcestLimit() {
        PoolLimits limits = limits(pool(Accounting.PLAIN, 100, 1_000, 4_000, FREE));
        assertThat(limits.dominantShare(new Estimate(100, 100, 100)))
                .isEqualTo(DominantShare.WHOLE / 10);
        assertThat(limits.dominantShare(new Estimate(1, 2_000, 4_000)))
                .isEqualTo(DominantShare.WHOLE / 2);
        assertThat(limits.dominantShare(new Estimate(1, 1, 1)))
                .as("one request of a hundred")
                .isEqualTo(DominantShare.WHOLE / 100);
    }

    @Test
    void countsAsTheProviderCounts() {
        PoolLimits limits = limits(counting(Accounting.OPENAI, FREE, 10_000));
        assertThat(limits.dominantShare(new Estimate(100, 10, 5_000)))
                .isEqualTo(DominantShare.WHOLE / 2);
    }

    @Test
    void aRequestIsAPartOfAMinutesWorthHoweverShortTheWindow() {
        PoolLimits limits = limits(counting(Accounting.AZURE_PAYG, 60, FREE));
        assertThat(limits.dominantShare(new Estimate(1, 1, 1))).isEqualTo(DominantShare.WHOLE / 60);
    }

    @Test
    void isNothingWhereNothingIsLimited() {
        PoolLimits limits = limits(counting(Accounting.PLAIN, FREE, FREE));
        assertThat(limits.dominantShare(new Estimate(1_000_000, 1_000_000, 1))).isZero();
    }

    @Test
    void isRoundedDownExactlyWhereverIntegersAllowIt() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            long whole = random.nextLong(1, 1L << random.nextInt(1, 43));
            long amount = random.nextLong(0, 2 * whole + 1);
            long exact =
                    BigInteger.valueOf(amount)
                            .multiply(BigInteger.valueOf(DominantShare.WHOLE))
                            .divide(BigInteger.valueOf(whole))
                            .longValueExact();
            assertThat(DominantShare.of(amount, whole)).isEqualTo(exact);
        }
    }

    @Test
    void neverOverflows() {
        assertThat(DominantShare.of(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(DominantShare.of(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(DominantShare.WHOLE);
        assertThat(DominantShare.of(5, 0)).isEqualTo(DominantShare.WHOLE);
        assertThat(DominantShare.of(0, 0)).isZero();
    }
}
