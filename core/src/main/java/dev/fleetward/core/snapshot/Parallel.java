package dev.fleetward.core.snapshot;

/// How many calls of a feature may be under way at once: in all, of one tenant, with one key, of
/// one job. Each at least 1, or [#UNLIMITED]. Immutable.
public record Parallel(int feature, int tenant, int key, int job) {
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /// No caps.
    public static final Parallel DEFAULT = new Parallel(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);
}
