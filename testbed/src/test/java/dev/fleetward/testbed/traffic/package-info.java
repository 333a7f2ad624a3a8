@NullMarked
package dev.fleetward.testbed.traffic;

import org.jspecify.annotations.NullMarked;
