@NullMarked
package dev.fleetward.app;

import org.jspecify.annotations.NullMarked;
