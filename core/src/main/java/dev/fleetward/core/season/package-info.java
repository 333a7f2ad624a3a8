/// What is usual at which hour of the week: latencies and failures of each endpoint, kept as
/// mergeable sketches, and what follows from them for the next day. Start at [ProfileBook]. Takes
/// every time as an argument (microseconds of the wall clock, UTC); knows neither storage nor who
/// asks.
@NullMarked
package dev.fleetward.core.season;

import org.jspecify.annotations.NullMarked;
