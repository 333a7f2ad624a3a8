/// What the gateway costs, measured on one machine in one run against nginx as a bare proxy: the
/// subject alone on one core, callers and provider on another. Start at [Overhead]. Starts the
/// gateway as a user does and looks at it only from outside.
@NullMarked
package dev.fleetward.bench.overhead;

import org.jspecify.annotations.NullMarked;
