@NullMarked
package dev.fleetward.testbed.load;

import org.jspecify.annotations.NullMarked;
