package dev.fleetward.core.region;

import dev.fleetward.core.call.CallId;

/// A line of the rollout ledger as it is kept. Lines are only ever added; what two books wrote of
/// one fleet is brought together by reading both. Immutable.
public sealed interface RolloutRow {
    Cell cell();

    /// The first call of a version in a cell.
    ///
    /// @param echo whether the name only repeats the one that was sent
    record Opened(Cell cell, String version, boolean echo, long wallMicros, CallId call)
            implements RolloutRow {}

    /// What an hour adds; several lines of one hour add up. Served in the cell were `calls` plus
    /// `late` less `moved`.
    ///
    /// @param hour hours since the epoch
    /// @param calls counted as they ended
    /// @param late counted in another cell until their region was told
    /// @param moved of `calls`, those that turned out to be another cell's
    /// @param firstWallMicros of the calls in this line, and so the last
    record Hour(
            Cell cell,
            String version,
            long hour,
            long calls,
            long late,
            long moved,
            long firstWallMicros,
            long lastWallMicros)
            implements RolloutRow {}

    /// From this call on the version served the cell alone.
    record Full(Cell cell, String version, long sinceWallMicros) implements RolloutRow {}

    /// The first call of a build.
    record Build(Cell cell, String version, String build, long wallMicros) implements RolloutRow {}

    /// The first call whose answer names a region that the endpoint is not in.
    record Mislabelled(Cell cell, String asked, String served, long wallMicros)
            implements RolloutRow {}
}
