/// What the features of a small company send all day, for demonstrations. Start at
/// [dev.fleetward.testbed.traffic.DemoTraffic]. Knows the dialects as callers do, and the
/// simulator's directives.
@NullMarked
package dev.fleetward.testbed.traffic;

import org.jspecify.annotations.NullMarked;
