/// A provider that is simulated behind real sockets: all dialects, limits, faults on demand and a
/// bill. Start at [dev.fleetward.testbed.provider.SimulatedProvider]. Knows nothing of the gateway.
@NullMarked
package dev.fleetward.testbed.provider;

import org.jspecify.annotations.NullMarked;
