package dev.fleetward.app.terminal;

import dev.fleetward.core.unit.Money;
import java.util.Locale;

/// Numbers as people read them, in at most seven characters. Stateless.
public final class Units {
    private static final double NANOS_PER_MILLI = 1e6;

    private static final long LEAST_SHOWN_NANOS = Money.NANOS_PER_USD / 10_000;

    private Units() {}

    /// `999`, `12.3k`, `4.5M`, `7.1G`.
    public static String count(long count) {
        if (Math.abs(count) < 10_000) {
            return Long.toString(count);
        }
        double value = count;
        String[] suffixes = {"k", "M", "G", "T"};
        int suffix = -1;
        while (Math.abs(value) >= 999.95 && suffix < suffixes.length - 1) {
            value /= 1000;
            suffix++;
        }
        return decimals(value, Math.abs(value) < 100 ? 1 : 0) + suffixes[suffix];
    }

    /// `1 key`, `12.3k keys`.
    ///
    /// @param noun whose plural ends in `s`
    public static String counted(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /// `$12.34`, `$0.4200`, `<$0.0001`. A negative amount is an unknown one and shown as `?`.
    public static String usd(long nanos) {
        if (nanos < 0) {
            return "?";
        }
        return nanos == 0
                ? "$0"
                : nanos < LEAST_SHOWN_NANOS ? "<$0.0001" : new Money(nanos).toString();
    }

    /// `0.4 ms`, `84 ms`, `1.23 s`; `–` for what was not measured (negative).
    public static String duration(double nanos) {
        if (nanos < 0 || Double.isNaN(nanos)) {
            return "–";
        }
        double millis = nanos / NANOS_PER_MILLI;
        if (millis < 10) {
            return decimals(millis, 1) + " ms";
        }
        if (millis < 1_000) {
            return decimals(millis, 0) + " ms";
        }
        return millis < 100_000
                ? decimals(millis / 1000, 2) + " s"
                : decimals(millis / 1000, 0) + " s";
    }

    /// `12%`, `0.4%`.
    public static String percent(long part, long whole) {
        if (whole == 0) {
            return "–";
        }
        double percent = 100.0 * part / whole;
        return decimals(percent, percent > 0 && percent < 10 ? 1 : 0) + "%";
    }

    private static String decimals(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
