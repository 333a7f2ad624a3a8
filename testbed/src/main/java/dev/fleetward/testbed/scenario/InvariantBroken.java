package dev.fleetward.testbed.scenario;

/// Something that always holds did not.
public final class InvariantBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param replay the command that makes it happen again
    InvariantBroken(String what, long atNanos, String replay) {
        super(
                String.format(
                        java.util.Locale.ROOT,
                        "%s, at %.6f s of the simulation; replay with: %s",
                        what,
                        atNanos / 1e9,
                        replay));
    }
}
