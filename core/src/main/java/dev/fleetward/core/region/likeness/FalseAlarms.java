package dev.fleetward.core.region.likeness;

/// How many false alarms a whole fleet is allowed, and each test's part of it. By Bonferroni: every
/// signal of every comparison gets the same part, so that the expected number of false alarms stays
/// within the allowance, however the tests depend on one another. Immutable.
///
/// @param perMonth false alarms of the fleet in [#MONTH_DAYS] days, in expectation, at most
/// @param comparisons pairs of regions and regions with their own past that may be opened
public record FalseAlarms(double perMonth, int comparisons) {
    /// A month of whole weeks.
    public static final int MONTH_DAYS = 28;

    public FalseAlarms {
        if (!(perMonth > 0 && perMonth < comparisons) || comparisons < 1) {
            throw new IllegalArgumentException(
                    "false alarms per month: "
                            + perMonth
                            + ", comparisons: "
                            + comparisons
                            + " (expected: above 0, and fewer than there are comparisons)");
        }
    }

    /// What one signal of one comparison may spend in a month.
    public double perTest() {
        return perMonth / comparisons / Signal.COUNT;
    }
}
