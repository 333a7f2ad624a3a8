/// What does the fleet consist of? Reads `fleetward.yaml` and turns it into a fleet snapshot or
/// into problems that name line, column and the nearest known name. Start at [Registry]; it may not
/// know who serves the snapshot or who asks for the status.
@NullMarked
package dev.fleetward.control.registry;

import org.jspecify.annotations.NullMarked;
