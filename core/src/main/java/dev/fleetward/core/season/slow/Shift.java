package dev.fleetward.core.season.slow;

/// How the first token of those asked about changed from before to since, as logarithms, taken
/// apart: `raw = season + routing + prompts + residual`. Immutable.
///
/// @param raw of the mean logarithm of the first token
/// @param season by the hour
/// @param routing by other endpoints
/// @param prompts by other sizes of prompts
/// @param residual what none of these explains
public record Shift(double raw, double season, double routing, double prompts, double residual) {
    static final Shift NONE = new Shift(0, 0, 0, 0, 0);
}
