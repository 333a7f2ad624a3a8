package dev.fleetward.core.region.likeness;

/// A number as a yes or no: is it above the reference's running median? The median is followed in
/// steps (Robbins and Monro 1951) on a logarithmic scale, in constant memory. That it is only
/// nearly the median costs power alone: a test stays valid with any line that was drawn before the
/// values that it splits. Confined to its owner.
final class MedianSplit {
    private static final double LEAST_GAIN = 0.005;
    private static final double FIRST_SPREAD = 0.2;

    private double median;
    private double spread = FIRST_SPREAD;
    private long values;

    /// @param value 0 or more
    void learn(double value) {
        double x = Math.log1p(Math.max(0, value));
        values++;
        if (values == 1) {
            median = x;
            return;
        }
        double gain = Math.max(LEAST_GAIN, 1.0 / values);
        spread += gain * (Math.abs(x - median) - spread);
        median += 1.5 * gain * spread * Math.signum(x - median);
    }

    /// The line now, on the scale of the values.
    double line() {
        return Math.expm1(median);
    }

    void write(Numbers to) {
        to.put(median);
        to.put(spread);
        to.put((double) values);
    }

    void read(Numbers from) {
        median = from.next();
        spread = from.next();
        values = from.nextLong();
    }

    long values() {
        return values;
    }
}
