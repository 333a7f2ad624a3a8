@NullMarked
package dev.fleetward.testbed.engine;

import org.jspecify.annotations.NullMarked;
