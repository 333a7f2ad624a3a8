package dev.fleetward.core.season;

import java.nio.ByteBuffer;

/// The distribution of values that are not negative: each quantile within [#ACCURACY] of the true
/// one, however long its tail. Confined to its owner.
///
/// A DDSketch (Masson, Rim and Lee, VLDB 2019) with weights: bin `i` holds what lies in (γ^(i−1),
/// γ^i]. At most [#MOST_BINS] bins, that is, a range of 17 decimal orders; what lies below that
/// falls into the lowest one. Values up to [#LEAST] count as 0, values above [#MOST] as that.
///
/// [#bytes] keeps each weight in one byte, in proportion to the heaviest bin. What rounding takes
/// from one bin it gives to the next, so no quantile's rank moves by more than half a step, that
/// is, 1/250 of the heaviest bin's weight; integral weights up to 255 stay exact.
public final class Sketch {
    public static final double ACCURACY = 0.01;
    public static final int MOST_BINS = 2_048;
    public static final double LEAST = 1e-6;
    public static final double MOST = 1e18;

    static final double LOG_GAMMA = Math.log((1 + ACCURACY) / (1 - ACCURACY));

    private static final double GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
    private static final byte VERSION = 1;
    private static final int HEADER = 13;
    private static final int LEVELS = 255;
    private static final int SLACK = 16;
    private static final float[] NONE = {};

    /// For sums of fractions, which come out a little below the whole.
    private static final double ALMOST = 1 - 1e-6;

    private float[] bins = NONE;

    /// The number of the bin at `bins[0]`.
    private int low;

    private double zeros;
    private double positives;

    public void add(double value) {
        add(value, 1);
    }

    /// @throws IllegalArgumentException if the value is not a number, or the weight not positive
    public void add(double value, double weight) {
        if (Double.isNaN(value) || !(weight > 0) || weight > Float.MAX_VALUE) {
            throw new IllegalArgumentException("value " + value + " with weight " + weight);
        }
        if (value <= LEAST) {
            zeros += weight;
            return;
        }
        addTo(bin(Math.min(value, MOST)), weight);
    }

    private static int bin(double value) {
        return (int) Math.ceil(Math.log(value) / LOG_GAMMA);
    }

    private static double valueOf(int bin) {
        return 2 * Math.exp(bin * LOG_GAMMA) / (GAMMA + 1);
    }

    private void addTo(int bin, double weight) {
        if (lacks(bin, bin)) {
            cover(bin, bin);
        }
        bins[Math.max(bin - low, 0)] += (float) weight;
        positives += weight;
    }

    /// Whether there is room to be made for a bin from `first` to `last`.
    private boolean lacks(int first, int last) {
        return bins.length == 0
                || last >= low + bins.length
                || (first < low && bins.length < MOST_BINS);
    }

    /// Makes room for the bins from `first` to `last`, as far as the bound allows.
    private void cover(int first, int last) {
        boolean none = bins.length == 0;
        int newLow = none ? first : Math.min(low, first);
        int newHigh = none ? last : Math.max(low + bins.length - 1, last);
        if (!none && newLow < low) {
            newLow -= SLACK;
        }
        if (none || newHigh >= low + bins.length) {
            newHigh += SLACK;
        }
        newLow = Math.max(newLow, newHigh - MOST_BINS + 1);
        float[] wider = new float[newHigh - newLow + 1];
        for (int i = 0; i < bins.length; i++) {
            wider[Math.max(low + i - newLow, 0)] += bins[i];
        }
        bins = wider;
        low = newLow;
    }

    /// Adds another one's values, each with so much of its weight.
    public void merge(Sketch other, double factor) {
        if (!(factor >= 0) || factor > Float.MAX_VALUE) {
            throw new IllegalArgumentException("factor " + factor);
        }
        zeros += other.zeros * factor;
        if (other.bins.length == 0 || factor == 0) {
            return;
        }
        int last = other.low + other.bins.length - 1;
        if (lacks(other.low, last)) {
            cover(other.low, last);
        }
        for (int i = 0; i < other.bins.length; i++) {
            bins[Math.max(other.low + i - low, 0)] += (float) (other.bins[i] * factor);
        }
        positives += other.positives * factor;
    }

    /// Multiplies every weight.
    public void decay(double factor) {
        if (!(factor >= 0 && factor <= 1)) {
            throw new IllegalArgumentException("factor " + factor + " (expected: 0..1)");
        }
        for (int i = 0; i < bins.length; i++) {
            bins[i] *= (float) factor;
        }
        zeros *= factor;
        positives *= factor;
    }

    /// The sum of all weights.
    public double total() {
        return zeros + positives;
    }

    /// The weight of values that are not 0, as a part of all; 0 of an empty one.
    public double shareAboveZero() {
        return total() == 0 ? 0 : positives / total();
    }

    /// The least value that so much of the weight does not exceed.
    ///
    /// @param p from 0 to 1
    /// @throws IllegalStateException of an empty one
    public double quantile(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("quantile " + p + " (expected: 0..1)");
        }
        double rank = p * total() * ALMOST;
        if (total() <= 0) {
            throw new IllegalStateException("no values");
        }
        double sum = zeros;
        if (zeros > 0 && sum >= rank) {
            return 0;
        }
        int last = 0;
        for (int i = 0; i < bins.length; i++) {
            if (bins[i] > 0) {
                last = i;
                sum += bins[i];
                if (sum >= rank) {
                    break;
                }
            }
        }
        return valueOf(low + last);
    }

    /// The median of what separates the logarithms of values from that of their median; infinite
    /// where half of them are 0.
    ///
    /// @throws IllegalStateException of an empty one
    public double logDeviation() {
        double median = quantile(0.5);
        if (median == 0) {
            return Double.POSITIVE_INFINITY;
        }
        int centre = (int) Math.round(Math.log(median * (GAMMA + 1) / 2) / LOG_GAMMA) - low;
        double half = total() / 2 * ALMOST;
        double sum = bins[centre];
        int apart = 0;
        while (sum < half && apart < bins.length) {
            apart++;
            sum += centre - apart >= 0 ? bins[centre - apart] : 0;
            sum += centre + apart < bins.length ? bins[centre + apart] : 0;
        }
        return sum < half ? Double.POSITIVE_INFINITY : apart * LOG_GAMMA;
    }

    /// For [#of]. Big-endian: version, total and zeros as floats, number of the first bin, count of
    /// bins, one byte for each.
    public byte[] bytes() {
        int first = 0;
        int end = bins.length;
        float heaviest = 0;
        while (first < end && bins[first] == 0) {
            first++;
        }
        while (end > first && bins[end - 1] == 0) {
            end--;
        }
        for (int i = first; i < end; i++) {
            heaviest = Math.max(heaviest, bins[i]);
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER + end - first);
        out.put(VERSION).putFloat((float) total()).putFloat((float) zeros);
        out.putShort((short) (low + first)).putShort((short) (end - first));
        double step =
                heaviest <= LEVELS ? 1 / Math.floor(LEVELS / (double) heaviest) : heaviest / LEVELS;
        double carried = 0;
        for (int i = first; i < end; i++) {
            double wanted = bins[i] / step + carried;
            long level = Math.clamp(Math.round(wanted), 0, LEVELS);
            carried = wanted - level;
            out.put((byte) level);
        }
        return out.array();
    }

    /// @throws IllegalArgumentException if those are no bytes of a sketch
    public static Sketch of(byte[] bytes) {
        Sketch sketch = new Sketch();
        sketch.mergeBytes(bytes, 0, 1);
        return sketch;
    }

    /// Adds what [#bytes] gave, from `offset` to the end, each value with so much of its weight.
    void mergeBytes(byte[] bytes, int offset, double factor) {
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
        if (in.remaining() < HEADER || in.get() != VERSION) {
            throw new IllegalArgumentException("not a sketch, or of a later version");
        }
        double sum = in.getFloat();
        double none = in.getFloat();
        int first = in.getShort();
        int count = in.getShort();
        if (count < 0 || count > MOST_BINS || count != in.remaining()) {
            throw new IllegalArgumentException("a sketch of another length");
        }
        if (!(none >= 0 && sum >= none && sum <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("a sketch with weights " + sum + " and " + none);
        }
        int start = offset + HEADER;
        long levels = 0;
        for (int i = 0; i < count; i++) {
            levels += bytes[start + i] & 0xFF;
        }
        zeros += none * factor;
        if (levels == 0 || factor == 0) {
            return;
        }
        int last = first + count - 1;
        if (lacks(first, last)) {
            cover(first, last);
        }
        double step = (sum - none) / levels * factor;
        for (int i = 0; i < count; i++) {
            int level = bytes[start + i] & 0xFF;
            bins[Math.max(first + i - low, 0)] += (float) (level * step);
        }
        positives += (sum - none) * factor;
    }

    /// What it takes in memory, with its headers.
    long memory() {
        return 56 + 4L * bins.length;
    }
}
