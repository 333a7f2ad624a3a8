package dev.fleetward.core.health;

/// A cumulative sum chart for a rate of bad calls (Page 1954; for Bernoulli trials Reynolds and
/// Stoumbos 1999). Over the calls, S = max(0, S + l), where l is the logarithm of how much more
/// likely the call is at the rate to be found than at the expected one; the chart alarms where S
/// reaches its threshold. Immutable.
///
/// S is counted in whole steps: a good call takes one off, a bad one adds [#jump] of them, rounded
/// to the nearest. So a chart is one `int`, and its run lengths are exact: see [RunLength].
public final class Cusum {
    private final double expected;
    private final double alarm;
    private final int jump;
    private final int height;

    /// @param expected the rate of bad calls that is taken as usual, above 0
    /// @param alarm the rate that has to be found, above `expected` and below 1
    /// @param threshold what S has to reach, in nats
    public Cusum(double expected, double alarm, double threshold) {
        if (!(0 < expected && expected < alarm && alarm < 1 && threshold > 0)) {
            throw new IllegalArgumentException(
                    "expected: "
                            + expected
                            + ", alarm: "
                            + alarm
                            + ", threshold: "
                            + threshold
                            + " (expected: 0 < expected < alarm < 1, and a threshold above 0)");
        }
        double step = Math.log((1 - expected) / (1 - alarm));
        this.expected = expected;
        this.alarm = alarm;
        this.jump = Math.max(1, (int) Math.round(Math.log(alarm / expected) / step));
        this.height = Math.max(1, (int) Math.ceil(threshold / step));
    }

    /// The sum after a call; the chart alarms where it reaches [#height].
    public int after(int sum, boolean bad) {
        return bad ? Math.min(sum + jump, height) : Math.max(sum - 1, 0);
    }

    public boolean alarms(int sum) {
        return sum >= height;
    }

    /// Where a chart starts after an alarm, so that a change that is still there is found sooner
    /// (the fast initial response of Lucas and Crosier 1982).
    public int headStart() {
        return height / 2;
    }

    public double expected() {
        return expected;
    }

    public double alarm() {
        return alarm;
    }

    /// Steps that a bad call adds.
    public int jump() {
        return jump;
    }

    /// The threshold in steps.
    public int height() {
        return height;
    }
}
