package dev.fleetward.core.region.likeness;

import java.util.Locale;

/// How many calls of a sample show something. Immutable.
///
/// @param calls the size of the sample
/// @param hits the calls that show it; for a number, those above the reference's median
public record Sample(long calls, long hits) {
    static final Sample NONE = new Sample(0, 0);

    public Sample {
        if (hits < 0 || hits > calls) {
            throw new IllegalArgumentException("hits: " + hits + " (expected: 0 to " + calls + ")");
        }
    }

    /// 0 of an empty sample.
    public double rate() {
        return calls == 0 ? 0 : (double) hits / calls;
    }

    Sample plus(Sample more) {
        return new Sample(calls + more.calls, hits + more.hits);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f%% of %,d", rate() * 100, calls);
    }
}
