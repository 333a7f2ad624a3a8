package dev.fleetward.core.season;

/// What one profile is about. Immutable.
///
/// @param region the region served if the provider says so, else the one asked; empty if unknown
public record ProfileKey(String endpoint, String region, PromptSize size, Measure measure) {}
