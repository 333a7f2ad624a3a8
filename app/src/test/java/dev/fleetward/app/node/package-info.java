@NullMarked
package dev.fleetward.app.node;

import org.jspecify.annotations.NullMarked;
