/// What was altered in the running fleet, by whom, and what operators ask of it on top of its
/// configuration. Start at [DirectiveBook] and [ChangeLog]. Decides nothing about calls: it hands
/// the names of stopped endpoints on, and whoever publishes snapshots puts them in.
@NullMarked
package dev.fleetward.control.operations;

import org.jspecify.annotations.NullMarked;
