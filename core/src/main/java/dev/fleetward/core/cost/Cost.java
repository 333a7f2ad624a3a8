package dev.fleetward.core.cost;

import dev.fleetward.core.call.Usage;
import java.math.BigInteger;

/// What tokens cost, in integer nano-dollars. Stateless.
///
/// The exact products of all kinds are summed first and the sum is rounded once, half up: a call
/// has one cost, and sums of calls differ from the exact amount by at most half a nano-dollar each.
/// An amount beyond a `long` (nine billion dollars) becomes `Long.MAX_VALUE`.
public final class Cost {
    private static final long MILLION = 1_000_000;
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private Cost() {}

    /// The cost of what was used. Where the row has no price for a kind: cache reads and cache
    /// writes cost what input costs, long cache writes what cache writes cost, output nothing
    /// (models that generate none).
    public static long nanos(Usage usage, PriceRow row) {
        return total(
                usage.input().tokens(),
                row.inputPerMillion(),
                usage.cacheRead().tokens(),
                cacheRead(row),
                usage.cacheWrite().tokens(),
                cacheWrite(row),
                usage.cacheWriteLong().tokens(),
                cacheWriteLong(row),
                usage.output().tokens(),
                output(row));
    }

    /// The most that a call with these token counts can cost, whatever part of its input is read
    /// from or written to a cache: each input token at its dearest price.
    public static long atMost(long inputTokens, long outputTokens, PriceRow row) {
        long dearest =
                Math.max(
                        Math.max(row.inputPerMillion(), cacheRead(row)),
                        Math.max(cacheWrite(row), cacheWriteLong(row)));
        return total(inputTokens, dearest, 0, 0, 0, 0, 0, 0, outputTokens, output(row));
    }

    private static long cacheRead(PriceRow row) {
        return priced(row.cacheReadPerMillion(), row.inputPerMillion());
    }

    private static long cacheWrite(PriceRow row) {
        return priced(row.cacheWritePerMillion(), row.inputPerMillion());
    }

    private static long cacheWriteLong(PriceRow row) {
        return priced(row.cacheWriteLongPerMillion(), cacheWrite(row));
    }

    private static long output(PriceRow row) {
        return priced(row.outputPerMillion(), 0);
    }

    private static long priced(long price, long otherwise) {
        return price == PriceRow.UNPRICED ? otherwise : price;
    }

    /// Pairs of tokens and price per million. Takes the way through big integers only where a
    /// `long` is too small for the exact sum.
    private static long total(
            long a, long pa, long b, long pb, long c, long pc, long d, long pd, long e, long pe) {
        if (fits(a, pa) && fits(b, pb) && fits(c, pc) && fits(d, pd) && fits(e, pe)) {
            return (a * pa + b * pb + c * pc + d * pd + e * pe + MILLION / 2) / MILLION;
        }
        BigInteger sum =
                product(a, pa)
                        .add(product(b, pb))
                        .add(product(c, pc))
                        .add(product(d, pd))
                        .add(product(e, pe))
                        .add(BigInteger.valueOf(MILLION / 2))
                        .divide(BigInteger.valueOf(MILLION));
        return sum.min(LARGEST).longValue();
    }

    /// Whether the product is small enough that six such terms fit a `long`.
    private static boolean fits(long tokens, long price) {
        return Math.multiplyHigh(tokens, price) == 0
                && tokens * price >= 0
                && tokens * price < Long.MAX_VALUE / 6;
    }

    private static BigInteger product(long tokens, long price) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
    }
}
