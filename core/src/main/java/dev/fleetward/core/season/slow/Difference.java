package dev.fleetward.core.season.slow;

/// A difference in differences of logarithms: what the treated changed by, less what the controls
/// changed by, with its 95% interval from a bootstrap over blocks of five-minute slots. Immutable.
///
/// @param low of the interval
/// @param high of the interval
/// @param controls who they were, in words; empty where there was none, and the difference is that
///   between before and after alone
public record Difference(
        double estimate, double low, double high, Sample treated, Sample control, String controls) {

    /// How much there was to go by. Immutable.
    public record Sample(long callsBefore, long callsAfter, int slotsBefore, int slotsAfter) {
        static final Sample NONE = new Sample(0, 0, 0, 0);
    }

    public boolean isControlled() {
        return !controls.isEmpty();
    }

    /// Whether it is large enough to matter, and surely there.
    boolean isFound() {
        return estimate >= Rules.MATERIAL && low >= Rules.SURELY;
    }

    /// Whether all of the interval matters: where no mark tells of a change, many things were
    /// looked at, and one of them is large by chance.
    boolean isBeyondDoubt() {
        return low >= Rules.MATERIAL;
    }

    /// Such as `+41% (95%: +33% to +50%)`.
    public String words() {
        return Words.signed(estimate)
                + " (95%: "
                + Words.signed(low)
                + " to "
                + Words.signed(high)
                + ")";
    }
}
