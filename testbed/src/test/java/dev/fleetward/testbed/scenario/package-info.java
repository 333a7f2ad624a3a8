@NullMarked
package dev.fleetward.testbed.scenario;

import org.jspecify.annotations.NullMarked;
