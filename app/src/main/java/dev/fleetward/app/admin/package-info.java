/// A client of the admin API of a node that runs. Start at [AdminClient]. Knows the paths and the
/// shapes of that API, and nothing of the node's inside.
@NullMarked
package dev.fleetward.app.admin;

import org.jspecify.annotations.NullMarked;
