/// What is shown of a running fleet: sums per feature and per endpoint, and the page that they
/// make. Start at [Tally] and [FleetPage]. Decides nothing.
@NullMarked
package dev.fleetward.app.view;

import org.jspecify.annotations.NullMarked;
