package dev.fleetward.core.region.likeness;

import java.util.ArrayList;
import java.util.List;

/// What a test knows, as numbers in a fixed order, to be kept and read again. Confined to its
/// owner.
final class Numbers {
    private final List<Double> values;
    private int next;

    Numbers() {
        this.values = new ArrayList<>();
    }

    Numbers(List<Double> values) {
        this.values = values;
    }

    void put(double value) {
        values.add(value);
    }

    void put(Sample sample) {
        put((double) sample.calls());
        put((double) sample.hits());
    }

    double next() {
        if (next == values.size()) {
            throw new IllegalArgumentException("a kept test has too few numbers: " + next);
        }
        return values.get(next++);
    }

    long nextLong() {
        return (long) next();
    }

    Sample nextSample() {
        return new Sample(nextLong(), nextLong());
    }

    /// Nothing may be left over: then they are another version's.
    void end() {
        if (next < values.size()) {
            throw new IllegalArgumentException(
                    "a kept test has " + values.size() + " numbers (expected: " + next + ")");
        }
    }

    List<Double> values() {
        return List.copyOf(values);
    }
}
