/// Replays a trace as it came, whatever the fleet does with it, and says honestly what became of
/// every row. Start at [dev.fleetward.testbed.load.TraceLoad]. Knows the dialects as a caller does.
@NullMarked
package dev.fleetward.testbed.load;

import org.jspecify.annotations.NullMarked;
