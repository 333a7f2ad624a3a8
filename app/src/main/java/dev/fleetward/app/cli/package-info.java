/// The command line: what each verb takes, what it prints and which exit code it ends with. Start
/// at [FleetwardCommands]. Decides nothing about calls; it starts a node or asks a running one.
@NullMarked
package dev.fleetward.app.cli;

import org.jspecify.annotations.NullMarked;
