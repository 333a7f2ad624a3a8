package dev.fleetward.core.season.work;

/// Calls of one feature, with about as much time, that were told in one hour to come back later.
/// Immutable.
///
/// @param deadlineMicros what nine of ten of them declared as the time that they have, at least
public record HeldHour(long hourMicros, String feature, long calls, long deadlineMicros) {}
