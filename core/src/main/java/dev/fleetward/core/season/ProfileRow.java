package dev.fleetward.core.season;

/// One hour of the week of one profile, as it is stored. There is at most one row for each key,
/// hour and `open`. Immutable, provided that nobody writes into `bytes`.
///
/// @param open whether it is an hour that still collects values, and so is no part of a baseline
/// @param bytes for [ProfileBook#restore]
public record ProfileRow(ProfileKey key, HourOfWeek hour, boolean open, byte[] bytes) {}
