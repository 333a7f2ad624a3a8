/// Which endpoints take calls now? Start at [Breakers]; [BreakerTable] has the states, [Cusum] how
/// answers that became worse are found. Learns from how attempts ended; knows nothing of routes,
/// and takes the time as an argument.
@NullMarked
package dev.fleetward.core.health;

import org.jspecify.annotations.NullMarked;
