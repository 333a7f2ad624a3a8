package dev.fleetward.core.season;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one profile keeps of one hour of the week, as bytes: version, the stretch to which its
/// weights refer, the levels of its last weeks (the newest first), a [Sketch]. Static; no byte
/// array given is changed.
final class Cell {
    /// Weeks after which a value's weight is 1/e.
    static final int WEEKS = 6;

    /// Beyond which age takes no more weight, so that a clock that was wrong once does not cost the
    /// whole memory.
    static final int MOST_WEEKS = 26;

    /// Up to which an older stretch is a late one; beyond it the clock went back.
    static final int LATE_WEEKS = 2;

    static final int MOST_LEVELS = 6;

    /// Calls without which an hour has no level of its own.
    static final double LEAST_CALLS = 10;

    private static final byte VERSION = 1;
    private static final int LEVELS = 10;

    private Cell() {}

    /// What is kept once an hour is over.
    ///
    /// Where the cell is newer than the hour, by no more than [#LATE_WEEKS], the hour's values
    /// weigh less; where it is newer by more than that, the clock went back, and the cell goes back
    /// with it.
    static byte[] closed(Measure measure, byte @Nullable [] cell, long stretch, Sketch hour) {
        Sketch sum = new Sketch();
        float[] levels = {};
        long newest = stretch;
        double factor = 1;
        if (cell != null) {
            long apart = stretch - stretch(cell);
            boolean late = apart < 0 && apart >= -LATE_WEEKS * (long) HourOfWeek.COUNT;
            addTo(sum, cell, late ? stretch(cell) : stretch);
            levels = levels(cell);
            newest = late ? stretch(cell) : stretch;
            factor = late ? weight(-apart) : 1;
        }
        sum.merge(hour, factor);
        if (hour.total() >= LEAST_CALLS) {
            float[] more = new float[Math.min(levels.length + 1, MOST_LEVELS)];
            System.arraycopy(levels, 0, more, 1, more.length - 1);
            more[0] = (float) Baseline.levelOf(measure, hour);
            levels = more;
        }
        return of(newest, levels, sum);
    }

    private static byte[] of(long stretch, float[] levels, Sketch sketch) {
        byte[] values = sketch.bytes();
        ByteBuffer out = ByteBuffer.allocate(LEVELS + Float.BYTES * levels.length + values.length);
        out.put(VERSION).putLong(stretch).put((byte) levels.length);
        for (float level : levels) {
            out.putFloat(level);
        }
        return out.put(values).array();
    }

    /// An hour that still collects values.
    static byte[] open(long stretch, Sketch sketch) {
        return of(stretch, new float[0], sketch);
    }

    static long stretch(byte[] cell) {
        return ByteBuffer.wrap(cell).getLong(1);
    }

    static float[] levels(byte[] cell) {
        float[] levels = new float[cell[LEVELS - 1]];
        ByteBuffer in = ByteBuffer.wrap(cell);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = in.getFloat(LEVELS + Float.BYTES * i);
        }
        return levels;
    }

    /// Adds the cell's values with the weight that they have at a stretch.
    static void addTo(Sketch sum, byte[] cell, long atStretch) {
        addTo(sum, cell, weight(atStretch - stretch(cell)), Double.MAX_VALUE);
    }

    /// Adds the cell's values, scaled down to a weight of `most` if they have more.
    static void addTo(Sketch sum, byte[] cell, long atStretch, double most) {
        addTo(sum, cell, weight(atStretch - stretch(cell)), most);
    }

    /// The weight of all values at a stretch.
    static double total(byte[] cell, long atStretch) {
        return ByteBuffer.wrap(cell).getFloat(sketchAt(cell) + 1)
                * weight(atStretch - stretch(cell));
    }

    private static int sketchAt(byte[] cell) {
        return LEVELS + Float.BYTES * cell[LEVELS - 1];
    }

    private static void addTo(Sketch sum, byte[] cell, double factor, double most) {
        int offset = sketchAt(cell);
        double total = ByteBuffer.wrap(cell).getFloat(offset + 1) * factor;
        sum.mergeBytes(cell, offset, total > most ? factor * most / total : factor);
    }

    /// What is left of a weight after so many hours; all of it where time went back.
    static double weight(long hours) {
        long aged = Math.clamp(hours, 0, MOST_WEEKS * (long) HourOfWeek.COUNT);
        return Math.exp(-(double) aged / (WEEKS * HourOfWeek.COUNT));
    }

    /// A copy, if those are the bytes of a cell.
    ///
    /// @throws IllegalArgumentException if they are not
    static byte[] checked(byte[] bytes) {
        if (bytes.length < LEVELS
                || bytes[0] != VERSION
                || bytes[LEVELS - 1] < 0
                || bytes[LEVELS - 1] > MOST_LEVELS
                || bytes.length < LEVELS + Float.BYTES * bytes[LEVELS - 1]) {
            throw new IllegalArgumentException("not an hour of a profile, or of a later version");
        }
        byte[] copy = Arrays.copyOf(bytes, bytes.length);
        addTo(new Sketch(), copy, stretch(copy));
        return copy;
    }
}
