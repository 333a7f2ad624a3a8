/// Which model answers where, since when, and is it the one that we mean? Start at [RolloutBook],
/// the memory of it; [VersionPolicy] decides which endpoints may serve a call. Takes sightings and
/// the time as arguments; knows neither storage nor routes, and nothing of how a model behaves.
@NullMarked
package dev.fleetward.core.region;

import org.jspecify.annotations.NullMarked;
