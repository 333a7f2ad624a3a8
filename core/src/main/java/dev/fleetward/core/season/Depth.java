package dev.fleetward.core.season;

/// From how far around an hour a baseline had to be taken. Immutable.
public enum Depth {
    /// This hour of the week alone.
    HOUR_OF_WEEK,

    /// Filled up from the same hour of the other days.
    HOUR_OF_DAY,

    /// Filled up from all hours as well.
    WHOLE
}
