@NullMarked
package dev.fleetward.testbed.paper;

import org.jspecify.annotations.NullMarked;
