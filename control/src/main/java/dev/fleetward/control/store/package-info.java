/// What must survive every ending of the process, in rows: directives, changes, incidents. Start at
/// [ControlStore]. Knows SQL and the file, and nothing of what the rows mean: each capability has
/// its own tables, whose scripts are listed in [Migrations].
@NullMarked
package dev.fleetward.control.store;

import org.jspecify.annotations.NullMarked;
