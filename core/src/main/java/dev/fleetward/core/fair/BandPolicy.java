package dev.fleetward.core.fair;

/// How a band is served beside those above it. Immutable.
///
/// @param floorPpm the part of all service that it gets at least while it has calls waiting, in
///   millionths
/// @param ageingNanos each time that its oldest call has waited so long again, its floor rises by
///   [#AGEING_STEP_PPM], up to [#AGED_FLOOR_PPM]; so that nothing waits for ever, whatever the
///   floor
public record BandPolicy(int floorPpm, long ageingNanos) {
    public static final int AGEING_STEP_PPM = 25_000;
    public static final int AGED_FLOOR_PPM = 250_000;

    public BandPolicy {
        if (floorPpm < 0 || floorPpm > 1_000_000) {
            throw new IllegalArgumentException(
                    "floor: " + floorPpm + " ppm (expected: 0..1000000)");
        }
        if (ageingNanos <= 0) {
            throw new IllegalArgumentException(
                    "ageing: " + ageingNanos + " ns (expected: more than 0)");
        }
    }

    /// The floor while the oldest call has waited for `ageNanos`.
    long floorPpm(long ageNanos) {
        long steps = Math.max(0, ageNanos) / ageingNanos;
        long aged = Math.min(AGED_FLOOR_PPM, floorPpm + Math.min(steps, 40) * AGEING_STEP_PPM);
        return Math.max(floorPpm, aged);
    }
}
