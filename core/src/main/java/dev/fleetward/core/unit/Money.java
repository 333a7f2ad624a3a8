package dev.fleetward.core.unit;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// An amount of US dollars in integer nano-units (one billionth of a dollar). Immutable.
///
/// @param nanos the amount in nano-dollars; negative amounts are corrections
public record Money(long nanos) implements Comparable<Money> {
    public static final long NANOS_PER_USD = 1_000_000_000L;
    public static final Money ZERO = new Money(0);

    public static Money ofUsd(long usd) {
        return new Money(Math.multiplyExact(usd, NANOS_PER_USD));
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(nanos, other.nanos));
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(nanos, other.nanos);
    }

    /// For people: `$12.34`, with as many decimals as a small amount needs and at least two.
    @Override
    public String toString() {
        BigDecimal usd = BigDecimal.valueOf(nanos, 9);
        int decimals;
        if (nanos == 0 || reaches(NANOS_PER_USD)) {
            decimals = 2;
        } else if (reaches(NANOS_PER_USD / 1_000)) {
            decimals = 4;
        } else {
            decimals = reaches(NANOS_PER_USD / 100_000) ? 6 : 9;
        }
        return (nanos < 0 ? "-$" : "$")
                + usd.abs().setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    private boolean reaches(long least) {
        return nanos >= least || nanos <= -least;
    }
}
