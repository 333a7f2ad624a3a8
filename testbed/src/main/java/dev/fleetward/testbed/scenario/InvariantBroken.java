package dev.fleetward.testbed.scenario;

import java.util.Locale;

/// Something that always holds did not.
public final class InvariantBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String replay;

    /// @param replay the command that makes it happen again
    InvariantBroken(String what, long atNanos, String replay) {
        super(
                String.format(
                        Locale.ROOT,
                        "%s, at %.6f s of the simulation; replay with: %s",
                        what,
                        atNanos / 1e9,
                        replay));
        this.replay = replay;
    }

    /// The command that makes it happen again.
    public String replay() {
        return replay;
    }
}
