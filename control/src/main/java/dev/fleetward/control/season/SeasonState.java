package dev.fleetward.control.season;

import org.jspecify.annotations.Nullable;

/// How far the memory by hour of the week can be relied upon. Immutable.
///
/// @param known whether there is anything to answer from
/// @param trouble why it may not be the whole truth, in words; null if it is
/// @param withoutHistory calls of endpoints of which nearly nothing was known then
/// @param missed calls that came faster than they could be remembered
/// @param bytes about what it takes in memory
public record SeasonState(
        boolean known, @Nullable String trouble, long withoutHistory, long missed, long bytes) {
    /// Before anything was read.
    public static final SeasonState FIRST =
            new SeasonState(false, "the last six weeks are being read", 0, 0, 0);
}
