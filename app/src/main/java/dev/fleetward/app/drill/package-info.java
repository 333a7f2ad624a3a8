/// Drills: breaking a real node on purpose and checking from outside that it keeps what it
/// promises. Start at [KillDrill]. Asks a node only what anyone could ask it: calls, the admin API,
/// signals.
@NullMarked
package dev.fleetward.app.drill;

import org.jspecify.annotations.NullMarked;
