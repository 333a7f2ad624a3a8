/// What the fleet is tried against: simulated providers, load, demonstration traffic. Start at
/// `provider.SimulatedProvider` and `load.TraceLoad`. Knows nothing of the gateway.
@NullMarked
package dev.fleetward.testbed;

import org.jspecify.annotations.NullMarked;
