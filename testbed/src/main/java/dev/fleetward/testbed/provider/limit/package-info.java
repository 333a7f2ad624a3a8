/// What a simulated provider lets through, by how it counts: a strategy for each accounting, from
/// what providers document. Start at [dev.fleetward.testbed.provider.limit.Gate]. Knows neither
/// HTTP nor clocks: the time is an argument.
@NullMarked
package dev.fleetward.testbed.provider.limit;

import org.jspecify.annotations.NullMarked;
