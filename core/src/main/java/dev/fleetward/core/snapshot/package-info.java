/// The fleet as one immutable value. The control plane publishes a [FleetSnapshot], the gateway
/// serves from it; it is swapped whole, so no call ever sees half a change.
@NullMarked
package dev.fleetward.core.snapshot;

import org.jspecify.annotations.NullMarked;
