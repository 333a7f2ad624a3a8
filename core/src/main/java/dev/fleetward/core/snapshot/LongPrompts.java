package dev.fleetward.core.snapshot;

/// How many long prompts may be under way in a pool at once. Immutable.
///
/// @param tokens input from which a prompt counts as long
/// @param concurrent at least 1
public record LongPrompts(long tokens, int concurrent) {}
