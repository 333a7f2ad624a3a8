package dev.fleetward.core.evaluation;

import dev.fleetward.core.unit.Percent;
import java.util.Locale;

/// What came of a suite at one endpoint.
public enum Verdict {
    /// All samples that were planned were taken, and enough of them passed.
    PASSED,
    /// Too few samples passed, or so many did not that the rest cannot help.
    FAILED,
    /// Samples are missing, and the rest would have decided.
    INCOMPLETE;

    /// The name in reports and rows.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @param planned samples that a whole run takes
    public static Verdict of(PassRate taken, int planned, Percent threshold) {
        int missing = Math.max(0, planned - taken.samples());
        PassRate best = new PassRate(taken.passed() + missing, taken.samples() + missing);
        if (!best.reaches(threshold)) {
            return best.samples() == 0 ? INCOMPLETE : FAILED;
        }
        return missing == 0 ? PASSED : INCOMPLETE;
    }
}
