/// The fleet's memory of which model answers where: made of the ledger, kept up by every event, and
/// told as alerts, as a table and to routing. Start at [Sightings].
@NullMarked
package dev.fleetward.control.region;

import org.jspecify.annotations.NullMarked;
