/// The demonstration: simulated endpoints, a configuration for them, a node in front of them and
/// traffic through it. Start at [Demo].
@NullMarked
package dev.fleetward.app.demo;

import org.jspecify.annotations.NullMarked;
