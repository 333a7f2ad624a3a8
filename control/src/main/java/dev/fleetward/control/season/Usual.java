package dev.fleetward.control.season;

/// What is usual for a prompt at an endpoint at a moment. Immutable.
///
/// @param firstTokenNanos predicted prefill included
/// @param band half its width, as a logarithm
/// @param dayRatio this hour's first token over the day's
record Usual(double firstTokenNanos, double band, double dayRatio) {}
