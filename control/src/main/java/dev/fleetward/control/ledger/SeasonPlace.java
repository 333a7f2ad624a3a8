package dev.fleetward.control.ledger;

import dev.fleetward.core.season.PromptSize;

/// What calls have in common that are counted together. Immutable.
///
/// @param hourMicros where their hour begins, wall time in microseconds since 1970
/// @param region served, as far as the provider says so, else asked for; empty where neither is
///   known
public record SeasonPlace(long hourMicros, String endpoint, String region, PromptSize size) {}
