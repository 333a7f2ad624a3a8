package dev.fleetward.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostTest {
    private static final long USD = 1_000_000_000L;
    private static final long NONE = PriceRow.UNPRICED;

    private static PriceRow row(long in, long read, long write, long writeLong, long out) {
        return new PriceRow(
                "m@2026-01-01",
                "*",
                "m",
                LocalDate.of(2026, 1, 1),
                in,
                read,
                write,
                writeLong,
                out,
                null);
    }

    private static Usage usage(long in, long read, long write, long writeLong, long out) {
        return new Usage(
                TokenCount.reported(in),
                TokenCount.reported(read),
                TokenCount.reported(write),
                TokenCount.reported(writeLong),
                TokenCount.reported(out),
                TokenCount.reported(out / 2));
    }

    @Test
    void pricesEachKindOfTokenOnItsOwn() {
        PriceRow sonnet = row(3 * USD, 3 * USD / 10, 15 * USD / 4, 6 * USD, 15 * USD);

        assertThat(Cost.nanos(usage(1_000, 0, 0, 0, 0), sonnet)).isEqualTo(3_000_000);
        assertThat(Cost.nanos(usage(0, 1_000, 0, 0, 0), sonnet)).isEqualTo(300_000);
        assertThat(Cost.nanos(usage(0, 0, 1_000, 0, 0), sonnet)).isEqualTo(3_750_000);
        assertThat(Cost.nanos(usage(0, 0, 0, 1_000, 0), sonnet)).isEqualTo(6_000_000);
        assertThat(Cost.nanos(usage(0, 0, 0, 0, 1_000), sonnet))
                .as("reasoning is a part of output and not paid twice")
                .isEqualTo(15_000_000);
        assertThat(Cost.nanos(usage(1_000, 1_000, 1_000, 1_000, 1_000), sonnet))
                .isEqualTo(28_050_000);
    }

    @Test
    void kindsWithoutAPriceFallBack() {
        PriceRow plain = row(2 * USD, NONE, NONE, NONE, NONE);
        PriceRow writes = row(2 * USD, NONE, 5 * USD, NONE, NONE);

        assertThat(Cost.nanos(usage(0, 10, 0, 0, 0), plain)).isEqualTo(20_000);
        assertThat(Cost.nanos(usage(0, 0, 10, 0, 0), plain)).isEqualTo(20_000);
        assertThat(Cost.nanos(usage(0, 0, 0, 10, 0), plain)).isEqualTo(20_000);
        assertThat(Cost.nanos(usage(0, 0, 0, 10, 0), writes)).isEqualTo(50_000);
        assertThat(Cost.nanos(usage(0, 0, 0, 0, 10), plain)).isZero();
    }

    @Test
    void aFreeKindIsFreeAndDoesNotFallBack() {
        assertThat(Cost.nanos(usage(0, 10, 0, 0, 0), row(2 * USD, 0, NONE, NONE, 0))).isZero();
    }

    @Test
    void roundsOnceHalfUp() {
        assertThat(Cost.nanos(usage(1, 0, 0, 0, 0), row(499_999, 0, 0, 0, 0))).isZero();
        assertThat(Cost.nanos(usage(1, 0, 0, 0, 0), row(500_000, 0, 0, 0, 0))).isEqualTo(1);
        assertThat(Cost.nanos(usage(1, 1, 0, 0, 0), row(300_000, 300_000, 0, 0, 0)))
                .as("two parts below a half are together above it")
                .isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void equalsTheExactAmountForEveryMagnitude(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            long[] tokens = random.longs(5).map(n -> (n >>> 1) >>> ((n & 31) + 20)).toArray();
            long[] prices = random.longs(5).map(n -> (n >>> 1) >>> ((n & 31) + 14)).toArray();
            BigDecimal exact = BigDecimal.ZERO;
            for (int k = 0; k < 5; k++) {
                exact =
                        exact.add(
                                BigDecimal.valueOf(tokens[k])
                                        .multiply(BigDecimal.valueOf(prices[k])));
            }
            long expected =
                    exact.movePointLeft(6)
                            .setScale(0, RoundingMode.HALF_UP)
                            .min(BigDecimal.valueOf(Long.MAX_VALUE))
                            .longValueExact();
            Usage usage = usage(tokens[0], tokens[1], tokens[2], tokens[3], tokens[4]);

            assertThat(
                            Cost.nanos(
                                    usage,
                                    row(prices[0], prices[1], prices[2], prices[3], prices[4])))
                    .isEqualTo(expected);
        }
    }

    @Test
    void anAmountBeyondEveryInvoiceIsTheLargestNumber() {
        assertThat(Cost.nanos(usage(Long.MAX_VALUE, 0, 0, 0, 0), row(USD, 0, 0, 0, 0)))
                .isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void theUpperBoundIsNeverBelowTheCost(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            PriceRow row =
                    row(
                            random.nextLong(20 * USD),
                            random.nextLong(-1, 20 * USD),
                            random.nextLong(-1, 20 * USD),
                            random.nextLong(-1, 20 * USD),
                            random.nextLong(-1, 20 * USD));
            Usage usage =
                    usage(
                            random.nextLong(100_000),
                            random.nextLong(100_000),
                            random.nextLong(100_000),
                            random.nextLong(100_000),
                            random.nextLong(100_000));

            assertThat(Cost.nanos(usage, row))
                    .isLessThanOrEqualTo(Cost.atMost(usage.totalInput(), usage.totalOutput(), row));
        }
    }

    @Test
    void theUpperBoundIsTheCostWhereAllInputCostsTheSame() {
        PriceRow row = row(2 * USD, USD / 2, NONE, NONE, 8 * USD);

        assertThat(Cost.atMost(1_000, 500, row))
                .isEqualTo(Cost.nanos(usage(1_000, 0, 0, 0, 500), row));
    }

    @Test
    void aRowHasAPriceForInputAndNoneBelowZero() {
        assertThatThrownBy(() -> row(NONE, 0, 0, 0, 0))
                .hasMessage("inputPerMillion: -1 (expected: 0 or more)");
        assertThatThrownBy(() -> row(0, 0, 0, 0, -2))
                .hasMessage("outputPerMillion: -2 (expected: -1 or more)");
    }
}
