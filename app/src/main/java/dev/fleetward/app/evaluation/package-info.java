/// Runs eval suites through a running node's gateway, and tells what came of it.
@NullMarked
package dev.fleetward.app.evaluation;

import org.jspecify.annotations.NullMarked;
