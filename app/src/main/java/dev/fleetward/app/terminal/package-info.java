/// How things look in a terminal: tables, units for people, a view that repaints itself. Start at
/// [TextTable] and [LiveView]. Knows nothing of fleets.
@NullMarked
package dev.fleetward.app.terminal;

import org.jspecify.annotations.NullMarked;
