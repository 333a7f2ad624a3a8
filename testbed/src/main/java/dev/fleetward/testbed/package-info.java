@NullMarked
package dev.fleetward.testbed;

import org.jspecify.annotations.NullMarked;
