package dev.fleetward.core.quota;

/// How long an idle engine takes to the first token, as a line in the input that is not in its
/// cache: `a + b × tokens`, fitted as samples come, older ones fading. Confined to its owner.
///
/// Meant for calls that did not wait; one that did all the same took longer than its line says,
/// never shorter. So a sample above the line counts a tenth of one below it (an expectile instead
/// of the mean): the line lies along the lower edge of the samples.
final class PrefillFit {
    /// Before so many samples there is no prediction.
    static final int LEAST_SAMPLES = 10;

    private static final double BELOW = 0.9;
    private static final double ABOVE = 0.1;

    /// What older samples lose to a new one, by its weight.
    private static final double FADES = 0.011;

    private static final double FADED = 0.3;

    /// Longer inputs and times are cut to this, so that no single sample rules the line.
    private static final double MOST_TOKENS = 10e6;

    private static final double MOST_MILLIS = 3_600_000;

    private static final double NANOS_PER_MILLI = 1e6;

    private int samples;
    private double weight;
    private double tokens;
    private double tokensSquared;
    private double millis;
    private double product;
    private double atZero;
    private double perToken;

    /// Whether it predicts anything yet.
    boolean known() {
        return samples >= LEAST_SAMPLES;
    }

    /// What is known counts less from now on.
    void fade() {
        weight *= FADED;
        tokens *= FADED;
        tokensSquared *= FADED;
        millis *= FADED;
        product *= FADED;
    }

    /// What is known counts next to nothing from now on.
    void forget() {
        for (int i = 0; i < 10; i++) {
            fade();
        }
    }

    /// Nanoseconds.
    long predict(long uncachedInput) {
        double x = Math.clamp(uncachedInput, 0, MOST_TOKENS);
        return (long) ((atZero + perToken * x) * NANOS_PER_MILLI);
    }

    void add(long uncachedInput, long firstTokenNanos) {
        double x = Math.clamp(uncachedInput, 0, MOST_TOKENS);
        double y = Math.clamp(firstTokenNanos / NANOS_PER_MILLI, 0, MOST_MILLIS);
        double w = weight(x, y);
        double kept = 1 - FADES * w;
        weight = weight * kept + w;
        tokens = tokens * kept + w * x;
        tokensSquared = tokensSquared * kept + w * x * x;
        millis = millis * kept + w * y;
        product = product * kept + w * x * y;
        samples = Math.min(samples + 1, LEAST_SAMPLES);
        solve();
    }

    private double weight(double x, double y) {
        double line = atZero + perToken * x;
        return known() && y > line ? ABOVE : BELOW;
    }

    /// Weighted least squares; neither part below zero, since no prompt takes time away.
    private void solve() {
        double spread = weight * tokensSquared - tokens * tokens;
        double meanMillis = millis / weight;
        if (spread <= 1e-9 * weight * tokensSquared) {
            perToken = 0;
            atZero = meanMillis;
            return;
        }
        perToken = Math.max(0, (weight * product - tokens * millis) / spread);
        atZero = meanMillis - perToken * tokens / weight;
        if (atZero < 0) {
            atZero = 0;
            perToken = product / tokensSquared;
        }
    }
}
