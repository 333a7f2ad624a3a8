/// Quantities as people write them in configuration and as the code counts them: money in integer
/// nano-units, shares in parts per million, and the one clock interface. Knows nothing of the
/// fleet.
@NullMarked
package dev.fleetward.core.unit;

import org.jspecify.annotations.NullMarked;
