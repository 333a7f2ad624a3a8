/// A fleet in simulated time: callers, the real admission of `core`, and engines behind it, with
/// invariants checked after every event. Start at [dev.fleetward.testbed.scenario.Scenario]. One
/// seed decides everything; knows neither sockets nor the clock.
@NullMarked
package dev.fleetward.testbed.scenario;

import org.jspecify.annotations.NullMarked;
