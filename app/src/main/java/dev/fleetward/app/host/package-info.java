/// The machine that Fleetward runs on: its clock, its environment, the data folder, the wish to
/// stop. Start at [Host]. The only place in the product that reads the real clock.
@NullMarked
package dev.fleetward.app.host;

import org.jspecify.annotations.NullMarked;
