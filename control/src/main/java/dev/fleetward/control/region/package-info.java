/// The fleet's memory of which model answers where: made of the ledger, kept up by every event, and
/// told as alerts, as a table and to routing. Start at [RegionWatch]. What a sighting means is
/// `core.region`'s; what is kept of it lies in the control store.
@NullMarked
package dev.fleetward.control.region;

import org.jspecify.annotations.NullMarked;
