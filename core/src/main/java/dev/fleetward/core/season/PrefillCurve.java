package dev.fleetward.core.season;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Of one endpoint: time over uncached tokens. Confined to its [PrefillModel].
final class PrefillCurve {
    /// The first holds up to 64 tokens, each other up to a fifth more than the one before; the last
    /// begins at two millions.
    static final int SIZES = 61;

    private static final double FIRST_TOKENS = 64;
    private static final int SIZES_PER_DOUBLING = 4;

    static final int LEAST_VALUES = 20;

    /// Values of a size at which half of its weight is given up.
    static final int MOST_VALUES = 2_000;

    private static final double FAST = 0.1;
    private static final double KEPT_OF_FULL = 0.5;
    private static final double KEPT_OF_OTHERS = 0.8;
    private static final int REFRESH = 64;
    private static final byte VERSION = 1;

    private final Sketch[] times = new Sketch[SIZES];

    /// Sums of tokens, with the weights of the times.
    private final double[] tokens = new double[SIZES];

    private int sinceDrawn;
    private double @Nullable [] knots;

    PrefillCurve() {
        for (int i = 0; i < SIZES; i++) {
            times[i] = new Sketch();
        }
    }

    static int size(long uncachedTokens) {
        double doublings = Math.log(uncachedTokens / FIRST_TOKENS) / Math.log(2);
        return (int) Math.clamp(Math.ceil(doublings * SIZES_PER_DOUBLING), 0, SIZES - 1);
    }

    void observe(long uncachedTokens, long nanos) {
        int size = size(uncachedTokens);
        if (times[size].total() >= MOST_VALUES) {
            forget(size);
        }
        times[size].add((double) nanos);
        tokens[size] += uncachedTokens;
        sinceDrawn++;
    }

    /// The other sizes fade as well, more slowly since some are rare: what an endpoint did long ago
    /// with a size that nobody sends any more must not hold up the curve.
    private void forget(int full) {
        for (int i = 0; i < SIZES; i++) {
            double kept = i == full ? KEPT_OF_FULL : KEPT_OF_OTHERS;
            times[i].decay(kept);
            tokens[i] *= kept;
        }
    }

    /// Drawn anew every [#REFRESH] values.
    double at(long uncachedTokens) {
        if (knots == null || sinceDrawn >= REFRESH) {
            knots = draw();
            sinceDrawn = 0;
        }
        return interpolated(knots, (double) uncachedTokens);
    }

    /// Pairs of tokens and nanoseconds, both rising, from the first size that is known.
    private double[] draw() {
        double[] drawn = new double[2 * SIZES];
        int count = 0;
        double base = 0;
        double highest = 0;
        for (int i = 0; i < SIZES; i++) {
            double weight = times[i].total();
            if (weight < LEAST_VALUES) {
                continue;
            }
            double fast = times[i].quantile(FAST);
            base = count == 0 ? fast : base;
            highest = Math.max(highest, fast - base);
            drawn[2 * count] = tokens[i] / weight;
            drawn[2 * count + 1] = highest;
            count++;
        }
        return Arrays.copyOf(drawn, 2 * count);
    }

    /// Beyond the largest size that is known, in proportion to the tokens.
    private static double interpolated(double[] knots, double at) {
        int count = knots.length / 2;
        if (count < 2 || at <= knots[0]) {
            return 0;
        }
        for (int i = 1; i < count; i++) {
            double end = knots[2 * i];
            if (at <= end) {
                double begin = knots[2 * i - 2];
                double share = (at - begin) / (end - begin);
                return knots[2 * i - 1] + share * (knots[2 * i + 1] - knots[2 * i - 1]);
            }
        }
        return knots[2 * count - 1] * (at - knots[0]) / (knots[2 * count - 2] - knots[0]);
    }

    byte[] bytes() {
        byte[][] parts = new byte[SIZES][];
        int length = 1;
        for (int i = 0; i < SIZES; i++) {
            parts[i] = times[i].bytes();
            length += Double.BYTES + Short.BYTES + parts[i].length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).put(VERSION);
        for (int i = 0; i < SIZES; i++) {
            out.putDouble(tokens[i]).putShort((short) parts[i].length).put(parts[i]);
        }
        return out.array();
    }

    static PrefillCurve of(byte[] bytes) {
        PrefillCurve curve = new PrefillCurve();
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (in.get() != VERSION) {
                throw new IllegalArgumentException("a curve of a later version");
            }
            for (int i = 0; i < SIZES; i++) {
                curve.tokens[i] = in.getDouble();
                byte[] part = new byte[Math.max(in.getShort(), 0)];
                in.get(part);
                curve.times[i] = Sketch.of(part);
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("not a curve", e);
        }
        return curve;
    }
}
