package dev.fleetward.core.region.likeness;

/// When the daily distance of border inputs is an alarm. Immutable.
///
/// @param window days of the baseline
/// @param exclusion days before today that it leaves out, so that a change does not hide itself
/// @param least results that a baseline needs
/// @param leastRise by how much the distance has to differ from the baseline's mean
/// @param sigmas and by how many of its standard deviations
/// @param streak results in a row that do
/// @param cooldown days after an alarm without another
/// @param unstable the median distance of a baseline from which on the inputs are of no use
public record BorderRule(
        int window,
        int exclusion,
        int least,
        double leastRise,
        double sigmas,
        int streak,
        int cooldown,
        double unstable) {
    /// As published.
    public static final BorderRule DEFAULT = new BorderRule(14, 4, 5, 0.2, 4, 3, 10, 0.4);

    public BorderRule {
        if (least < 2 || window < least || exclusion < streak || streak < 1 || cooldown < 0) {
            throw new IllegalArgumentException(
                    "window: "
                            + window
                            + ", exclusion: "
                            + exclusion
                            + ", least: "
                            + least
                            + ", streak: "
                            + streak
                            + ", cooldown: "
                            + cooldown
                            + " (expected: 2 ≤ least ≤ window, 1 ≤ streak ≤ exclusion)");
        }
    }

    /// Days that results are of use for.
    int memory() {
        return Math.max(window + exclusion, cooldown);
    }
}
